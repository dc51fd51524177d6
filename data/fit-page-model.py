#!/usr/bin/env python3
"""Fit the model of pages (data/page-model.txt) to pages with gold, and measure it on other sites' pages.

    cargo build --release --features lab
    python3 data/fit-page-model.py GOLD target/release/interligne [--teachers FILE] [--folds FOLDER] [--output data/page-model.txt]
                                   [--pasted FOLDER [--saved FOLDS] [--excerpts]]

Needs numpy and lightgbm (PyPI). GOLD holds `french.json`, `strings.json` (pages with strings of the article, `kept`, and of its furniture,
`left_out`) and `bodies.json` (the whole text of the article), and the pages in folders of these names. No page and no text goes into the
weights: only numbers, the names of features, and those class names that stand on at least CLASS_SITES sites.

Labels: a line with a `kept` string, or wholly in one, is the article's; one with a `left_out` string that is a quarter of it or 25 characters
long is furniture. A line of a page with a body is the article's when 6 in 10 of its 4-grams of words are in the body, and furniture when at most a
quarter are; headings, captions and cells get none there, since that gold leaves them out by its own rules. FILE may hold what other
extractors (trafilatura, readability-lxml; {"SET/PAGE": {"NAME": TEXT}}) take from the same pages: a line on which all of them agree gets a
label of little weight in the second look.

The model looks twice (src/article/furniture/model/): the second look knows what the first one found of the lines around. What it learns from
is what first looks find on pages of sites that they have not seen, as `interligne page-features` writes it with their weights.

With --folds, five models are written as FOLDER/0.txt to 4.txt, each fitted without a fifth of the sites, and FOLDER/of.json says which one has
not seen which page; the figures printed are of pages by the model that has not seen their site. `--score FOLDER` then has the program itself
read each page with the model that has not seen it, and measures what it gives. The final weights are fitted to all pages.

With --pasted, the same for pasted text (data/paste-model.txt): FOLDER holds what data/render-pages.py made of the pages. The markup tells more
of a line than its text: with --saved, a line that the gold says nothing of gets the label that the model of saved pages gives it in the same
page, the one of FOLDS that has not seen its site, with less weight where that is not sure. People paste less than whole pages: with
--excerpts, SHORT excerpts of each page (a few lines of the article, cut to their first sentences in some, with a few lines of the furniture
around) are fitted to as well, in the fold of their site; these are the weights of short pastes (data/excerpt-model.txt).
"""
import argparse, collections, hashlib, json, os, random, re, subprocess, tempfile, unicodedata
import numpy as np, lightgbm as lgb

FIRST = dict(trees=80, rate=0.12, seeds=(1,), leaves=15, share=0.4)
SECOND = dict(trees=60, rate=0.1, seeds=(1, 2), leaves=31, share=0.6)
CLASS_SITES = 40     # a class must stand on so many sites to be a feature
FOLDS = 5
WEIGHT = {"french": 2.0, "strings": 1.0, "bodies": 0.3}
OWN, OWN_PASTED = 0.25, 0.75
TAUGHT = 0.05        # the weight of a label that other extractors agree on
SEEN = {"french": 0.4, "strings": 0.15, "bodies": 0.15}   # that of a line by the model of saved pages, at most
SHORT, OF_SHORT = 3, 0.5   # excerpts of each pasted page, and what their lines weigh beside those of the page
FAR, EACH = 40, 4    # of the furniture so far from the article, in lines, one line of so many is enough
# As in src/article/furniture/model/decide.rs.
SURE, BESIDE, POSSIBLE, INSIDE, TYPED, CAPTION, TITLE, ABOVE = 0.5, 0.27, 0.45, 0.27, 0.05, 0.05, 0.1, 12
TABLE, ROWS, LARGE, LINKED, HEADED = 0.15, 4, (12, 0.01), 0.6, 3
NAMED, AGAIN, FURTHEST, HARDLY = 3, 0.7, 40, 0.05

def fold(text):
    text = re.sub("[\u00ad\u200b\u2060\ufeff]", "", unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", text).strip()

def words(text):
    return re.findall(r"\w+", text.lower())

def grams(text, n=4):
    w = words(text)
    return [tuple(w[i:i + n]) for i in range(len(w) - n + 1)]

def share(line, whole, lines):
    """How much of a line is in a text, from 0 to 1."""
    g = grams(line)
    if len(words(line)) >= 6:
        return sum(x in whole for x in g) / len(g)
    return 1.0 if fold(line).lower() in lines else 0.0

def labels_of_strings(page, gold):
    kept, left = [fold(s) for s in gold["kept"]], [fold(s) for s in gold["left_out"]]
    for line in page["lines"]:
        t = fold(line["text"])
        if any(s in t for s in kept):
            yield 1
        elif any(s in t and (len(s) * 4 >= len(t) or len(s) >= 25) for s in left):
            yield 0
        elif any(len(t) >= 12 and t in s for s in kept):
            yield 1
        else:
            yield None

def shares(page, text):
    whole, lines = set(grams(text)), {fold(x).lower() for x in re.split(r"[\n|]+", text)}
    return [share(line["text"], whole, lines) for line in page["lines"]]

def labels_of_body(page, body):
    for line, s in zip(page["lines"], shares(page, body)):
        kind = line["kind"] in ("heading", "caption", "table-cell")
        yield None if kind else 1 if s >= 0.6 else 0 if s <= 0.25 else None

def site(path, gold):
    """The site of a page: what the gold says, or what the page's own canonical address does."""
    if gold.get("site"):
        return gold["site"]
    head = open(path, "rb").read(200_000).decode("latin-1")
    for pattern in (r'rel=["\']?canonical["\']?[^>]*href=["\']?https?://([^/"\'> ]+)', r'href=["\']?https?://([^/"\'> ]+)[^>]*rel=["\']?canonical',
                    r'property=["\']?og:url["\']?[^>]*content=["\']?https?://([^/"\'> ]+)', r'content=["\']?https?://([^/"\'> ]+)[^>]*og:url'):
        found = re.search(pattern, head)
        if found:
            return ".".join(found.group(1).lower().split(".")[-2:])
    return os.path.basename(path)

VARIABLE, ALSO = "INTERLIGNE_PAGE_MODEL", []   # INTERLIGNE_PASTE_MODEL for pasted text, and INTERLIGNE_EXCERPT_MODEL for short ones

def features_of(binary, files, weights=None, variable=None):
    """What `interligne page-features` writes of files, with other weights when they are given."""
    environment = dict(os.environ, **({name: weights for name in ([variable] if variable else [VARIABLE, *ALSO])} if weights else {}))
    done = subprocess.run([binary, "page-features", *files], stdout=subprocess.PIPE, env=environment, check=True)
    for row in done.stdout.splitlines():
        yield json.loads(row)

def page_of(row, name, gold, site, labels, weight):
    lines = row["lines"]
    page = dict(set=name, path=row["file"], file=os.path.basename(row["file"]).removesuffix(".txt"), gold=gold, site=site, is_page=row["is_page"], y=labels, w=weight,
                text=[fold(l["text"]) for l in lines], kind=[l["kind"] for l in lines], mark=[l["mark"] for l in lines], names=row["names"],
                X=np.array([l["values"] for l in lines], np.float32), classes=[set(l["classes"]) for l in lines])
    if lines:
        column = lambda name: page["X"][:, page["names"].index(name)]
        page.update(given=column("given") > 0, table=column("in-table") > 0, main=(column("in-main") > 0) | (column("in-article") > 0), link=column("link"),
                    prose=column("prose") > 0, words=np.expm1(column("words")), named=column("title-of-line"), naming=column("line-of-title"))
    return page

def labels_by_saved(page, binary, weights, file):
    """What the model of saved pages finds of the lines of the same page, pasted: (label, how sure from 0 to 1) or None for each."""
    row = next(features_of(binary, [file], weights, "INTERLIGNE_PAGE_MODEL"))
    saved = page_of(row, "", {}, "", [], [])
    if not row["lines"]:
        return [None] * len(page["lines"])
    p = np.array([line["probability"] for line in row["lines"]])
    stays, places, parts = decide(saved, p), collections.defaultdict(list), (set(), set())
    for i, text in enumerate(saved["text"]):
        places[text.lower()].append((int(stays[i]), float(min(1, abs(p[i] - 0.45) * 2))))
        parts[int(stays[i])].update(grams(text))
    texts = [re.sub(r"^[*+o•-] ", "", fold(line["text"])).lower() for line in page["lines"]]
    counts, seen, found = collections.Counter(texts), collections.Counter(), []
    for text in texts:
        own = places.get(text, [])
        if own and (len(own) == counts[text] or len({label for label, _ in own}) == 1):
            found.append(own[min(seen[text], len(own) - 1)])
        else:
            g = grams(text)
            inside, outside = (sum(x in part for x in g) / max(1, len(g)) for part in (parts[1], parts[0]))
            found.append((1, 0.5) if g and inside >= 0.8 and outside < 0.5 else (0, 0.5) if g and outside >= 0.8 and inside < 0.2 else None)
        seen[text] += 1
    near = [i for i, label in enumerate(found) if label and label[0]]
    first, last = (near[0] - FAR, near[-1] + FAR) if near else (0, -1)
    return [label if label and (label[0] or first <= i <= last or i % EACH == 0) else None for i, label in enumerate(found)]

def place(gold_folder, rendered, name, file):
    return os.path.join(rendered, name, file + ".txt") if rendered else os.path.join(gold_folder, name, file)

def own_pages(rows, weight):
    """The pages of tests/pages, which the rules were made with: they weigh little and are not measured."""
    for row in rows:
        expected = json.load(open(os.path.splitext(row["file"])[0] + ".expected.json", encoding="utf8"))
        article, furniture = shares(row, "\n".join(expected["article"])), shares(row, "\n".join(expected["furniture"]))
        y = [1 if a >= 0.8 else 0 if f >= 0.8 else None for a, f in zip(article, furniture)]
        yield page_of(row, "own", {}, row["file"], y, [weight if v is not None else 0.0 for v in y])

def excerpt(page, chance):
    """A short paste: some lines of a page's article with some of the furniture around, as (text, label, weight, blank line above)."""
    y, text = page["y"], page["text"]
    article = [i for i, label in enumerate(y) if label == 1]
    if len(article) < 3:
        return []
    least, sentences = chance.choice((40, 80, 160)), chance.random() < 0.6
    start = article[0] if chance.random() < 0.75 else chance.choice(article[:-2])
    cut = lambda t: re.split(r"(?<=[.!?…])\s+(?=[A-ZÀ-Þ«“\"])", t)[0] if sentences else t
    body, count, run = [], 0, 0
    for i in range(start, article[-1] + 1):
        run = 0 if y[i] == 1 else run + 1
        if y[i] == 1 or y[i] == 0 and run <= 4 and chance.random() < 0.6:
            body.append(i)
            count += len(words(cut(text[i]))) if y[i] == 1 else 0
        if count >= least:
            break
    if count < least and len(body) < 3:
        return []
    if body[-1] < article[-1] and chance.random() < 0.4:
        body.append(article[-1])
    above = [i for i in range(body[0]) if y[i] == 0]
    below = [i for i in range(body[-1] + 1, len(y)) if y[i] == 0]
    some = lambda near, far: chance.choice((near, far))(chance.randint(0, 8))
    chosen = some(lambda n: above[len(above) - min(n, len(above)):], lambda n: above[:n]) + body
    chosen += some(lambda n: below[:n], lambda n: below[len(below) - min(n, len(below)):])
    layout = chance.choice(("close", "close", "apart", "paragraphs"))
    lines = [(re.sub(r"^[*+o•-] ", "", cut(text[i])), y[i], page["w"][i] * OF_SHORT) for i in chosen]
    long = lambda t: len(words(t)) > 8
    return [(t, label, weight, layout == "apart" or layout == "paragraphs" and at > 0 and (long(t) or long(lines[at - 1][0])))
            for at, (t, label, weight) in enumerate(lines)]

def excerpts(pages, binary, folder):
    """Short pastes of pages, read as whole ones are."""
    made = {}
    for page in pages:
        for k in range(SHORT if page["set"] != "own" else 0):
            lines = excerpt(page, random.Random(f"{page['set']}/{page['file']}/{k}"))
            if lines:
                path = os.path.join(folder, f"{page['set']}-{page['file']}-{k}.txt")
                with open(path, "w", encoding="utf8") as out:
                    out.writelines(("\n" if apart else "") + t + "\n" for t, _, _, apart in lines)
                made[path] = (page, lines)
    for row in features_of(binary, list(made)):
        page, lines = made[row["file"]]
        places, y, w = collections.defaultdict(list), [], []
        for t, label, weight, _ in lines:
            places[fold(t)].append((label, weight))
        for line in row["lines"]:
            own = places.get(fold(line["text"]), [])
            label, weight = own.pop(0) if len(own) > 1 else own[0] if own else (None, 0.0)
            y.append(label)
            w.append(weight if label is not None else 0.0)
        yield page_of(row, "short", {}, page["site"], y, w)

def measure_short(pages, probabilities):
    """The lines of excerpts: the share of the article's that stay, and of the furniture's that are left out; by their words too."""
    sums = collections.Counter()
    for page, p in zip(pages, probabilities):
        if page["set"] == "short" and page["is_page"]:
            for label, stays, n in zip(page["y"], decide(page, p), page["words"]):
                if label is not None:
                    sums.update({(label, bool(stays)): 1, (label, bool(stays), "words"): n})
    if sums:
        share = lambda *key: sums[key] / max(1, sums[key] + sums[(key[0], not key[1], *key[2:])])
        print("  excerpts             article kept %.4f (of its words %.4f)  furniture left out %.4f" % (share(1, True), share(1, True, "words"), share(0, False)))

def read(gold_folder, binary, teachers, rendered, saved=None):
    pages = []
    of = json.load(open(os.path.join(saved, "of.json"))) if saved else {}
    for name in ("french", "strings", "bodies"):
        gold = json.load(open(os.path.join(gold_folder, name + ".json"), encoding="utf8"))
        if isinstance(gold, dict):
            gold = [dict(file=f, body=b) for f, b in gold.items()]
        gold = {g["file"]: g for g in gold}
        for row in features_of(binary, [place(gold_folder, rendered, name, file) for file in gold]):
            file = os.path.basename(row["file"]).removesuffix(".txt")
            g = gold[file]
            y = list(labels_of_body(row, g["body"]) if "body" in g else labels_of_strings(row, g))
            weight = [WEIGHT[name] if v is not None else 0.0 for v in y]
            taught = [shares(row, t) for t in teachers.get(f"{name}/{file}", {}).values()]
            for i, line in enumerate(row["lines"]):
                votes = [t[i] for t in taught]
                if y[i] is None and len(votes) > 1 and line["kind"] not in ("heading", "caption", "table-cell"):
                    y[i] = 1 if min(votes) >= 0.8 else 0 if max(votes) <= 0.2 else None
                    weight[i] = TAUGHT if y[i] is not None else 0.0
            if saved:
                weights = os.path.join(saved, f"{of.get(name + '/' + file, 0)}.txt")
                for i, label in enumerate(labels_by_saved(row, binary, weights, os.path.join(gold_folder, name, file))):
                    if label and (y[i] is None or weight[i] == TAUGHT):
                        y[i], weight[i] = label[0], SEEN[name] * label[1]
            pages.append(page_of(row, name, g, site(os.path.join(gold_folder, name, file), g), y, weight))
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/pages")
    kind = ".txt" if rendered else ".html"
    own = [os.path.join(folder, f) for folder in (here, os.path.join(here, "second")) for f in sorted(os.listdir(folder)) if f.endswith(kind)]
    pages += own_pages(features_of(binary, own), OWN_PASTED if rendered else OWN)
    return [p for p in pages if p["y"]]

def decide(page, p):
    """What stays, as src/article/furniture/model/decide.rs has it."""
    own, kinds, n = [m is None for m in page["mark"]], page["kind"], len(p)
    if not page["is_page"]:
        return own
    free = [own[i] or page["mark"][i] == "outside" and not page["given"][i] for i in range(n)]
    stays = [v >= SURE for v in p]
    for i in range(1, n):
        stays[i] = stays[i] or stays[i - 1] and p[i] >= BESIDE and free[i]
    for i in range(n - 2, -1, -1):
        stays[i] = stays[i] or stays[i + 1] and p[i] >= BESIDE and free[i]
    sure = [i for i in range(n) if stays[i]]
    if not sure:
        return own
    first, last = sure[0], sure[-1]
    for i, kind in enumerate(kinds):
        title = kind in ("heading", "caption")
        possible = CAPTION if kind == "caption" else TYPED if kind in ("heading", "table-cell", "footnote") else POSSIBLE
        if first <= i <= last:
            keep = own[i] and p[i] >= possible or free[i] and p[i] >= INSIDE
        else:
            keep = own[i] and i < first and first - i <= ABOVE and (p[i] >= POSSIBLE or title and p[i] >= TITLE)
        stays[i] = stays[i] or keep
    at = 0
    while at < n:
        end = next((i for i in range(at, n) if not page["table"][i]), n)
        count, mean = end - at, p[at:end].mean() if end > at else 0
        large = count >= LARGE[0] and (page["link"][at:end] > 0.6).mean() <= LINKED and mean >= LARGE[1]
        if count >= ROWS and page["main"][at] and page["given"][at:end].mean() < 0.5 and (mean >= TABLE or large):
            for i in range(at, end):
                stays[i] = True
            for i in range(max(0, at - HEADED), at):
                stays[i] = stays[i] or kinds[i] == "heading" and free[i]
        at = max(end, at + 1)
    first = next((i for i in range(n) if stays[i] and page["prose"][i]), None)
    names = lambda i: kinds[i] == "heading" and page["words"][i] >= NAMED and page["named"][i] >= AGAIN
    if first is not None and not any(stays[i] and names(i) for i in range(first + 1)):
        titles = [(page["naming"][i], i) for i in range(max(0, first - FURTHEST), first) if names(i) and p[i] >= HARDLY]
        if titles:
            stays[max(titles)[1]] = True
    return stays

def measure(pages, probabilities, decide=decide):
    sums, bodies = collections.defaultdict(collections.Counter), []
    for page, p in zip(pages, probabilities):
        if page["set"] in ("own", "short"):
            continue
        stays = decide(page, p)
        kept = [(page["kind"][i], page["text"][i]) for i in range(len(p)) if stays[i]]
        if "body" in page["gold"]:
            bodies.append(of_body(kept, page["gold"]["body"]))
        else:
            of_strings(sums, page["set"], page["gold"], " ".join(text for _, text in kept))
    show(sums, bodies)
    measure_short(pages, probabilities)

def matrix(pages, classes, columns):
    index = {c: i for i, c in enumerate(classes)}
    rows = []
    for page in pages:
        C = np.zeros((len(page["y"]), len(classes)), np.float32)
        for i, own in enumerate(page["classes"]):
            for c in own:
                if c in index:
                    C[i, index[c]] = 1
        rows.append(np.hstack([page["X"][:, columns], C]))
    return np.vstack(rows)

def fit(X, y, w, trees, rate, seeds, leaves, share):
    """Models that differ in their seed alone; their mean log-odds are steadier than those of one."""
    data = lgb.Dataset(X, y, weight=w, free_raw_data=False)
    settings = dict(objective="binary", num_leaves=leaves, learning_rate=rate, min_data_in_leaf=15, bagging_fraction=0.8, bagging_freq=1,
                    feature_fraction=share, lambda_l2=5, num_threads=1, verbose=-1, max_bin=63, deterministic=True)
    return [lgb.train(dict(settings, seed=seed), data, num_boost_round=trees) for seed in seeds]

def used(boosters):
    """The features that trees look at."""
    return np.flatnonzero(sum(b.feature_importance("split") for b in boosters))

def predict(boosters, X):
    odds = np.mean([b.predict(X, raw_score=True) for b in boosters], 0)
    return 1 / (1 + np.exp(-odds))

def trees_of(boosters, names):
    """The trees in the format of src/article/furniture/model/trees.rs; only features that a tree looks at."""
    trees = [t["tree_structure"] for b in boosters for t in b.dump_model()["tree_info"]]
    used = {}
    def nodes(node):
        if "leaf_value" in node:
            return [f"{node['leaf_value'] / len(boosters):.4g}"]
        at = used.setdefault(node["split_feature"], len(used))
        return [f"{at}<={node['threshold']:.6g}"] + nodes(node["left_child"]) + nodes(node["right_child"])
    lines = ["tree " + " ".join(nodes(t)) for t in trees]
    return [f"feature {names[f]}" for f in used] + lines

def write(path, how, first, second=None):
    lines = [f"# {line}" for line in how.strip().splitlines()] + first + (["second look"] + second if second else [])
    with open(path, "w", encoding="utf8") as out:
        out.write("\n".join(lines) + "\n")

def score(gold_folder, binary, folds, rendered):
    """What the program gives of each page with the model that has not seen its site."""
    of = json.load(open(os.path.join(folds, "of.json")))
    sums, bodies = collections.defaultdict(collections.Counter), []
    for name in ("french", "strings", "bodies"):
        gold = json.load(open(os.path.join(gold_folder, name + ".json"), encoding="utf8"))
        for g in [dict(file=f, body=b) for f, b in gold.items()] if isinstance(gold, dict) else gold:
            path = place(gold_folder, rendered, name, g["file"])
            weights = os.path.join(folds, f"{of.get(name + '/' + g['file'], 0)}.txt")
            done = subprocess.run([binary, "-q", "segment", "--json", path], stdout=subprocess.PIPE, env=dict(os.environ, **{v: weights for v in (VARIABLE, *ALSO)}))
            rows = [json.loads(row) for row in done.stdout.splitlines()]
            if "body" in g:
                bodies.append(of_body([(r["kind"], r["text"]) for r in rows], g["body"]))
            else:
                of_strings(sums, name, g, fold(" ".join(r["text"] for r in rows)))
    show(sums, bodies)

def of_body(blocks, body):
    first = next((i for i, (kind, _) in enumerate(blocks) if kind == "paragraph"), 0)
    text = " ".join(t for i, (kind, t) in enumerate(blocks) if kind != "caption" and not (kind == "heading" and i < first))
    want, got = collections.Counter(grams(body)), collections.Counter(grams(text))
    same = sum((want & got).values())
    precision, recall = same / max(1, sum(got.values())), same / max(1, sum(want.values()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)

def of_strings(sums, name, g, text):
    lost = sum(fold(s) not in text for s in g["kept"])
    came = sum(fold(s) in text for s in g["left_out"])
    for part in {name, f"{name} {g.get('lang') or '?'}", f"{name} {g.get('kind', '')}"}:
        sums[part].update(tp=len(g["kept"]) - lost, lost=lost, came=came, out=len(g["left_out"]) - came)

def show(sums, bodies):
    for part, c in sorted(sums.items()):
        if c["tp"] + c["lost"] >= 25 and not part.endswith(" "):
            p, r = c["tp"] / max(1, c["tp"] + c["came"]), c["tp"] / (c["tp"] + c["lost"])
            print(f"  {part:20} F {2 * p * r / (p + r):.4f}  lost {c['lost']} of {c['tp'] + c['lost']} ({1 - r:.4f})  came through {c['came']} of {c['came'] + c['out']}")
    if bodies:
        print("  bodies               P %.4f R %.4f F1 %.4f" % tuple(np.mean(bodies, 0)))

def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("gold"); a.add_argument("binary")
    a.add_argument("--teachers"); a.add_argument("--folds"); a.add_argument("--output"); a.add_argument("--score"); a.add_argument("--pasted"); a.add_argument("--saved")
    a.add_argument("--excerpts", action="store_true")
    o = a.parse_args()
    global VARIABLE, ALSO
    if o.pasted:
        VARIABLE, ALSO = "INTERLIGNE_PASTE_MODEL", ["INTERLIGNE_EXCERPT_MODEL"]
    if o.score:
        return score(o.gold, o.binary, o.score, o.pasted)
    pages = read(o.gold, o.binary, json.load(open(o.teachers, encoding="utf8")) if o.teachers else {}, o.pasted, o.saved)
    if o.excerpts:
        short = tempfile.TemporaryDirectory()
        pages += list(excerpts(pages, o.binary, short.name))
    sites = collections.defaultdict(set)
    for p in pages:
        for own in p["classes"]:
            for c in own:
                sites[c].add(p["site"])
    classes = sorted(c for c, s in sites.items() if len(s) >= CLASS_SITES)
    once = [i for i, n in enumerate(pages[0]["names"]) if not n.startswith("first")]
    again = [i for i, n in enumerate(pages[0]["names"]) if n.startswith("first")]
    names = [pages[0]["names"][i] for i in once] + classes
    # Our own pages are in every fold's training.
    of = np.array([-1 if p["set"] == "own" else int(hashlib.sha1(p["site"].encode()).hexdigest(), 16) % FOLDS for p in pages])
    X = matrix(pages, classes, once)
    y = np.array([-1 if v is None else v for p in pages for v in p["y"]])
    w = np.array([v for p in pages for v in p["w"]])
    rows = np.concatenate([[0], np.cumsum([len(p["y"]) for p in pages])])
    fold_of = np.repeat(of, np.diff(rows))
    hard = (y >= 0) & (w != TAUGHT)
    whole = sum(p["set"] != "short" for p in pages)
    print(f"{whole} pages and {len(pages) - whole} excerpts of {len(set(p['site'] for p in pages))} sites, {len(y)} lines, {(hard & (y == 1)).sum()} of the article, {(hard & (y == 0)).sum()} furniture; "
          f"{len(names)} features, {len(classes)} of them classes", flush=True)
    folder = o.folds or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    per_page = lambda values: [values[a:b] for a, b in zip(rows, rows[1:])]
    print("the passes alone:"); measure(pages, per_page(np.zeros(len(y))), lambda page, p: [m is None for m in page["mark"]])
    first, looked, probability, S = {}, {}, np.zeros(len(y)), np.zeros((len(y), len(again)), np.float32)
    for f in range(FOLDS):
        train = (fold_of != f) & hard
        booster = fit(X[train], y[train], w[train], **FIRST)
        probability[fold_of == f] = predict(booster, X[fold_of == f])
        first[f], looked[f] = trees_of(booster, names), used(booster)
        path = os.path.join(folder, f"{f}.txt")
        write(path, f"fitted without fold {f} of the sites", first[f])
        # Our own pages are looked at by the last of these, which have all seen them.
        mine = [i for i, p in enumerate(pages) if of[i] == f or of[i] < 0 and f == FOLDS - 1]
        for i, row in zip(mine, features_of(o.binary, [pages[i]["path"] for i in mine], path)):
            S[rows[i]:rows[i + 1]] = np.array([[l["values"][k] for k in again] for l in row["lines"]], np.float32)
    print("by first looks that have not seen the site:"); measure(pages, per_page(probability))
    X, names = np.hstack([X, S]), names + [pages[0]["names"][i] for i in again]
    # The second look sees what the first one found and what it looked at: the many classes besides only add noise.
    found = np.arange(X.shape[1] - len(again), X.shape[1])
    for f in range(FOLDS):
        train, columns = (fold_of != f) & (y >= 0), np.concatenate([looked[f], found])
        booster = fit(X[train][:, columns], y[train], w[train], **SECOND)
        probability[fold_of == f] = predict(booster, X[fold_of == f][:, columns])
        write(os.path.join(folder, f"{f}.txt"), f"fitted without fold {f} of the sites", first[f], trees_of(booster, [names[c] for c in columns]))
    json.dump({f"{p['set']}/{p['file']}": int(f) for p, f in zip(pages, of) if f >= 0 and p["set"] != "short"}, open(os.path.join(folder, "of.json"), "w"))
    print("by models that have not seen the site:"); measure(pages, per_page(probability))
    once = X.shape[1] - len(again)
    last = fit(X[hard][:, :once], y[hard], w[hard], **FIRST)
    columns = np.concatenate([used(last), found])
    booster = fit(X[y >= 0][:, columns], y[y >= 0], w[y >= 0], **SECOND)
    seen = [names[c] for c in columns]
    gain = sorted(zip(booster[0].feature_importance("gain"), seen), reverse=True)[:20]
    print("strongest features:", ", ".join(n for _, n in gain))
    if o.output:
        how = f"""
The model of {'pasted' if o.pasted else 'saved'} pages: boosted trees over the features of a line (src/article/furniture/model/features.rs and scores.rs), two looks; the sum of one leaf
of each tree of a look is the log-odds that the line belongs to the article. Fitted by data/fit-page-model.py (LightGBM, {FIRST["trees"]} and
{len(SECOND["seeds"])} times {SECOND["trees"]} trees of {FIRST["leaves"]} and {SECOND["leaves"]} leaves) to {whole} pages{f" and {len(pages) - whole} short excerpts of them" if o.excerpts else ""} of
{len(set(p['site'] for p in pages))} sites: pages read by hand, pages written for this project, and the public evaluation sets of trafilatura and of Zyte's article extraction benchmark (half of each).
Only these numbers come from them. docs/BENCHMARKS.md has the figures on pages of other sites."""
        write(o.output, how, trees_of(last, names), trees_of(booster, seen))
    np.savez(os.path.join(folder, "probabilities.npz"), probability=probability, rows=rows)

if __name__ == "__main__":
    main()

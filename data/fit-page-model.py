#!/usr/bin/env python3
"""Fit the model of pages (data/page-model.txt) to pages with gold, and measure it on other sites' pages.

    cargo build --release --features lab
    for s in french bodies strings; do (cd GOLD && interligne page-features $s/* > FEATURES/$s.jsonl); done
    interligne page-features tests/pages/*.html tests/pages/second/*.html > FEATURES/own.jsonl
    python3 data/fit-page-model.py GOLD FEATURES [--teachers FILE] [--folds FOLDER] [--output data/page-model.txt]

Needs numpy and lightgbm (PyPI). GOLD holds `french.json`, `strings.json` (pages with strings of the article, `kept`, and of its furniture,
`left_out`) and `bodies.json` (the whole text of the article), and the pages in folders of these names. No page and no text goes into the
weights: only numbers, the names of features, and those class names that stand on at least CLASS_SITES sites.

Labels: a line with a `kept` string, or wholly in one, is the article's; one with a `left_out` string that is a quarter of it or 25 characters
long is furniture. A line of a page with a body is the article's when 6 in 10 of its 4-grams of words are in the body, and furniture when at most a
quarter are; headings, captions and cells get none there, since that gold leaves them out by its own rules. FILE may hold what other
extractors (trafilatura, readability-lxml; {"SET/PAGE": {"NAME": TEXT}}) take from the same pages: a line on which all of them agree gets a
label of little weight.

With --folds, five models are written as FOLDER/0.txt to 4.txt, each fitted without a fifth of the sites, and FOLDER/of.json says which one has
not seen which page; the figures printed are of pages by the model that has not seen their site. The final weights are fitted to all pages.
"""
import argparse, collections, hashlib, json, os, re, unicodedata
import numpy as np, lightgbm as lgb

TREES, LEAVES, RATE, SEEDS = 80, 15, 0.12, (1, 2)
CLASS_SITES = 40     # a class must stand on so many sites to be a feature
FOLDS = 5
WEIGHT = {"french": 2.0, "strings": 1.0, "bodies": 0.3}
OWN = 0.25
TAUGHT = 0.15        # the weight of a label that other extractors agree on
SURE, BESIDE, POSSIBLE, TYPED, TITLE, ABOVE, TABLE, ROWS = 0.55, 0.4, 0.35, 0.2, 0.1, 12, 0.15, 4   # as in src/article/furniture/model/decide.rs

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

def own_pages(features):
    """The pages of tests/pages, which the rules were made with: they weigh little and are not measured."""
    for row in open(features, encoding="utf8"):
        page = json.loads(row)
        expected = json.load(open(page["file"].removesuffix(".html") + ".expected.json", encoding="utf8"))
        article, furniture = shares(page, "\n".join(expected["article"])), shares(page, "\n".join(expected["furniture"]))
        y = [1 if a >= 0.8 else 0 if f >= 0.8 else None for a, f in zip(article, furniture)]
        lines = page["lines"]
        yield dict(set="own", file=page["file"], gold={}, site=page["file"], is_page=page["is_page"], y=y, w=[OWN if v is not None else 0.0 for v in y],
                   text=[fold(l["text"]) for l in lines], kind=[l["kind"] for l in lines], mark=[l["mark"] for l in lines], names=page["names"],
                   X=np.array([l["values"] for l in lines], np.float32), classes=[set(l["classes"]) for l in lines])

def read(gold_folder, features_folder, teachers, own):
    pages = []
    for name in ("french", "strings", "bodies"):
        gold = json.load(open(os.path.join(gold_folder, name + ".json"), encoding="utf8"))
        if isinstance(gold, dict):
            gold = [dict(file=f, body=b) for f, b in gold.items()]
        gold = {g["file"]: g for g in gold}
        for row in open(os.path.join(features_folder, name + ".jsonl"), encoding="utf8"):
            page = json.loads(row)
            file = os.path.basename(page["file"])
            g = gold[file]
            y = list(labels_of_body(page, g["body"]) if "body" in g else labels_of_strings(page, g))
            weight = [WEIGHT[name] if v is not None else 0.0 for v in y]
            taught = [shares(page, t) for t in teachers.get(f"{name}/{file}", {}).values()]
            for i, line in enumerate(page["lines"]):
                votes = [t[i] for t in taught]
                if y[i] is None and len(votes) > 1 and line["kind"] not in ("heading", "caption", "table-cell"):
                    y[i] = 1 if min(votes) >= 0.8 else 0 if max(votes) <= 0.2 else None
                    weight[i] = TAUGHT if y[i] is not None else 0.0
            pages.append(dict(set=name, file=file, gold=g, site=site(os.path.join(gold_folder, name, file), g), is_page=page["is_page"], y=y, w=weight,
                              text=[fold(l["text"]) for l in page["lines"]], kind=[l["kind"] for l in page["lines"]],
                              mark=[l["mark"] for l in page["lines"]], names=page["names"],
                              X=np.array([l["values"] for l in page["lines"]], np.float32), classes=[set(l["classes"]) for l in page["lines"]]))
    pages += own_pages(os.path.join(features_folder, "own.jsonl")) if own else []
    for p in pages:
        has = lambda name: p["X"][:, p["names"].index(name)] > 0
        if len(p["y"]):
            p.update(given=has("given"), table=has("in-table"), main=has("in-main") | has("in-article"))
    return pages

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
        title, typed = kind in ("heading", "caption"), kind in ("heading", "caption", "table-cell", "footnote")
        if first <= i <= last:
            keep = p[i] >= POSSIBLE or typed and p[i] >= TYPED
        else:
            keep = i < first and first - i <= ABOVE and (p[i] >= POSSIBLE or title and p[i] >= TITLE)
        stays[i] = stays[i] or own[i] and keep
    at = 0
    while at < n:
        end = next((i for i in range(at, n) if not page["table"][i]), n)
        if end - at >= ROWS and page["main"][at] and not page["given"][at] and p[at:end].mean() >= TABLE:
            for i in range(at, end):
                stays[i] = stays[i] or not page["given"][i]
        at = max(end, at + 1)
    return stays

def measure(pages, probabilities, decide=decide):
    sums, bodies = collections.defaultdict(collections.Counter), []
    for page, p in zip(pages, probabilities):
        if page["set"] == "own":
            continue
        stays = decide(page, p)
        kept = [i for i in range(len(p)) if stays[i]]
        g = page["gold"]
        if "body" in g:
            first = next((i for i in kept if page["kind"][i] == "paragraph"), 0)
            text = " ".join(page["text"][i] for i in kept if page["kind"][i] != "caption" and not (page["kind"][i] == "heading" and i < first))
            want, got = collections.Counter(grams(g["body"])), collections.Counter(grams(text))
            same = sum((want & got).values())
            pr, rc = same / max(1, sum(got.values())), same / max(1, sum(want.values()))
            bodies.append((pr, rc, 2 * pr * rc / max(1e-9, pr + rc)))
            continue
        text = " ".join(page["text"][i] for i in kept)
        lost = sum(fold(s) not in text for s in g["kept"])
        came = sum(fold(s) in text for s in g["left_out"])
        for part in {page["set"], f"{page['set']} {g.get('lang') or '?'}", f"{page['set']} {g.get('kind', '')}"}:
            sums[part].update(tp=len(g["kept"]) - lost, lost=lost, came=came)
    for part, c in sorted(sums.items()):
        if c["tp"] + c["lost"] >= 25 and not part.endswith(" "):
            p, r = c["tp"] / max(1, c["tp"] + c["came"]), c["tp"] / (c["tp"] + c["lost"])
            print(f"  {part:20} F {2 * p * r / (p + r):.4f}  lost {c['lost']} of {c['tp'] + c['lost']} ({1 - r:.4f})  came through {c['came']}")
    if bodies:
        print("  bodies               P %.4f R %.4f F1 %.4f" % tuple(np.mean(bodies, 0)))

def matrix(pages, classes):
    index = {c: i for i, c in enumerate(classes)}
    rows = []
    for page in pages:
        C = np.zeros((len(page["y"]), len(classes)), np.float32)
        for i, own in enumerate(page["classes"]):
            for c in own:
                if c in index:
                    C[i, index[c]] = 1
        rows.append(np.hstack([page["X"], C]))
    return np.vstack(rows)

def fit(X, y, w):
    """Models that differ in their seed alone; their mean log-odds are steadier than those of one."""
    data = lgb.Dataset(X, y, weight=w, free_raw_data=False)
    settings = dict(objective="binary", num_leaves=LEAVES, learning_rate=RATE, min_data_in_leaf=15, bagging_fraction=0.8, bagging_freq=1,
                    feature_fraction=0.4, lambda_l2=5, num_threads=2, verbose=-1, max_bin=63, deterministic=True)
    return [lgb.train(dict(settings, seed=seed), data, num_boost_round=TREES) for seed in SEEDS]

def predict(boosters, X):
    odds = np.mean([b.predict(X, raw_score=True) for b in boosters], 0)
    return 1 / (1 + np.exp(-odds))

def write(boosters, names, path, how):
    """The trees in the format of src/article/furniture/model/trees.rs; only features that a tree looks at."""
    trees = [t["tree_structure"] for b in boosters for t in b.dump_model()["tree_info"]]
    used = {}
    def nodes(node):
        if "leaf_value" in node:
            return [f"{node['leaf_value'] / len(boosters):.4g}"]
        at = used.setdefault(node["split_feature"], len(used))
        return [f"{at}<={node['threshold']:.6g}"] + nodes(node["left_child"]) + nodes(node["right_child"])
    lines = ["tree " + " ".join(nodes(t)) for t in trees]
    with open(path, "w", encoding="utf8") as out:
        out.write("".join(f"# {line}\n" for line in how.strip().splitlines()))
        out.write("".join(f"feature {names[f]}\n" for f in used) + "\n".join(lines) + "\n")

def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("gold"); a.add_argument("features")
    a.add_argument("--teachers"); a.add_argument("--folds"); a.add_argument("--output")
    o = a.parse_args()
    teachers = json.load(open(o.teachers, encoding="utf8")) if o.teachers else {}
    pages = [p for p in read(o.gold, o.features, teachers, os.path.exists(os.path.join(o.features, "own.jsonl"))) if len(p["y"])]
    sites = collections.defaultdict(set)
    for p in pages:
        for own in p["classes"]:
            for c in own:
                sites[c].add(p["site"])
    classes = sorted(c for c, s in sites.items() if len(s) >= CLASS_SITES)
    names = pages[0]["names"] + classes
    # Our own pages are in every fold's training.
    of = np.array([-1 if p["set"] == "own" else int(hashlib.sha1(p["site"].encode()).hexdigest(), 16) % FOLDS for p in pages])
    X = matrix(pages, classes)
    y = np.array([-1 if v is None else v for p in pages for v in p["y"]])
    w = np.array([v for p in pages for v in p["w"]])
    rows = np.concatenate([[0], np.cumsum([len(p["y"]) for p in pages])])
    row_fold = np.repeat(of, np.diff(rows))
    print(f"{len(pages)} pages of {len(set(p['site'] for p in pages))} sites, {len(y)} lines, {(y == 1).sum()} of the article, {(y == 0).sum()} furniture; "
          f"{len(names)} features, {len(classes)} of them classes")
    probability = np.zeros(len(y))
    for f in range(FOLDS):
        train = (row_fold != f) & (y >= 0)
        booster = fit(X[train], y[train], w[train])
        probability[row_fold == f] = predict(booster, X[row_fold == f])
        if o.folds:
            os.makedirs(o.folds, exist_ok=True)
            write(booster, names, os.path.join(o.folds, f"{f}.txt"), f"fitted without fold {f} of the sites")
    if o.folds:
        json.dump({f"{p['set']}/{p['file']}": int(f) for p, f in zip(pages, of) if f >= 0}, open(os.path.join(o.folds, "of.json"), "w"))
    per_page = [probability[a:b] for a, b in zip(rows, rows[1:])]
    print("the passes alone:"); measure(pages, per_page, lambda page, p: [m is None for m in page["mark"]])
    print("by models that have not seen the site:"); measure(pages, per_page)
    booster = fit(X[y >= 0], y[y >= 0], w[y >= 0])
    print("by the final weights:"); final = predict(booster, X); measure(pages, [final[a:b] for a, b in zip(rows, rows[1:])])
    gain = sorted(zip(booster[0].feature_importance("gain"), names), reverse=True)[:20]
    print("strongest features:", ", ".join(n for _, n in gain))
    if o.output:
        how = f"""
The model of pages: boosted trees over the features of a line (src/article/furniture/model/features.rs), the sum of one leaf of each is the
log-odds that it belongs to the article. Fitted by data/fit-page-model.py (LightGBM, {len(SEEDS)} times {TREES} trees of {LEAVES} leaves) to {len(pages)} pages of
{len(set(p['site'] for p in pages))} sites: pages read by hand, pages written for this project, and the public evaluation sets of trafilatura and of Zyte's article extraction benchmark (half of each).
Only these numbers come from them. docs/BENCHMARKS.md has the figures on pages of other sites."""
        write(booster, names, o.output, how)
    return pages, per_page, rows, X, y, w, names

if __name__ == "__main__":
    main()

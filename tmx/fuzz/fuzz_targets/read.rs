//! Any bytes: reading ends without a panic under every policy, what is read by the default policy is the same after
//! writing and reading again, and salvage finds at least as many units.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tmx::{Error, Header, OddityKind, Policy, Reader, Unit, Writer, WriterOptions};

fn read(bytes: &[u8], policy: Policy) -> Result<(Header, Vec<Unit>, bool), Error> {
    let mut reader = Reader::new(bytes, policy)?;
    let units = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
    let forbidden = |kind| matches!(kind, OddityKind::ControlCharacter | OddityKind::ForbiddenReference);
    let lossy = reader.oddities().iter().any(|odd| forbidden(odd.kind));
    Ok((reader.header().clone(), units, lossy))
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok((_, units, _)) = read(bytes, Policy::Strict) {
        let default = read(bytes, Policy::Default).expect("what is strictly right is right");
        assert_eq!(units, default.1);
    }
    let Ok((header, units, lossy)) = read(bytes, Policy::Default) else {
        let _ = read(bytes, Policy::Salvage);
        return;
    };
    let salvaged = read(bytes, Policy::Salvage).expect("what the default policy reads is whole");
    assert_eq!(units, salvaged.1);
    if lossy {
        return;
    }
    let mut writer = Writer::new(Vec::new(), &header, WriterOptions::default()).expect("names that were read");
    for unit in &units {
        writer.write(unit).expect("names that were read");
    }
    let written = writer.finish().expect("memory");
    let again = read(&written, Policy::Default).expect("what we wrote");
    assert_eq!((header, units), (again.0, again.1), "{}", String::from_utf8_lossy(&written));
});

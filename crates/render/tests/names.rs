//! Every function that Helm's templates know exists, and none besides.

use std::collections::BTreeSet;

use chartroom_render::functions;

const GO: &str =
    "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery";

const HELM: &str = "fromJson fromJsonArray fromToml fromYaml fromYamlArray getHostByName include lookup \
    mustToJson mustToToml mustToYaml required toJson toToml toYaml toYamlPretty tpl";

const SPRIG: &str = "abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc \
    b64dec b64enc base bcrypt biggest buildCustomCert camelcase cat ceil chunk clean coalesce compact concat \
    contains date dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default \
    derivePassword dict dig dir div divf duration durationRound empty encryptAES ext fail first float64 floor \
    genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert \
    genSignedCertWithKey get has hasKey hasPrefix hasSuffix hello htmlDate htmlDateInZone htpasswd indent \
    initial initials int int64 isAbs join kebabcase keys kindIs kindOf last list lower max maxf merge \
    mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst \
    mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind \
    mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest \
    mustReverse mustSlice mustToDate mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify \
    nindent nospace now omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha \
    randAlphaNum randAscii randBytes randInt randNumeric regexFind regexFindAll regexMatch regexQuoteMeta \
    regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace rest reverse round semver semverCompare \
    seq set sha1sum sha256sum sha512sum shuffle snakecase sortAlpha split splitList splitn squote sub subf \
    substr swapcase ternary title toDate toDecimal toPrettyJson toRawJson toString toStrings trim trimAll \
    trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset until untilStep \
    untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith";

#[test]
fn the_names_are_helm_s() {
    let wanted: BTreeSet<&str> = [GO, HELM, SPRIG]
        .iter()
        .flat_map(|names| names.split_whitespace())
        .collect();
    let set = functions::all();
    let have: BTreeSet<&str> = set.names().collect();
    assert_eq!(
        have.difference(&wanted).collect::<Vec<_>>(),
        [""; 0].iter().collect::<Vec<_>>()
    );
    assert_eq!(
        wanted.difference(&have).collect::<Vec<_>>(),
        [""; 0].iter().collect::<Vec<_>>()
    );
    assert!(!set.contains("env") && !set.contains("expandenv"));
}

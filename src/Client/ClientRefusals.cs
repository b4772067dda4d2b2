using HospitalChain.Protocol;
using static HospitalChain.Protocol.RefusalKind;

namespace HospitalChain.Client;

/// <summary>What only a client meets: nodes that cannot be reached or trusted, local files, answers that do not fit.</summary>
public static class ClientRefusals
{
    public static readonly RefusalReason NodeUnreachable = new("NODE_UNREACHABLE", NotReady, "chain.md §7", "Check the address and that the node runs. What was begun is kept: a diagnosis goes on with `hchain diagnose --resume`, everything else by repeating the call.");
    public static readonly RefusalReason NodeNotPinned = new("NODE_NOT_PINNED", Integrity, "chain.md §7", "The node's certificate is not the one that the profile, or the ticket, names. An old ticket: ask the desk for a new one; otherwise compare the fingerprint with the operator before you trust it.");
    public static readonly RefusalReason AnswerMalformed = new("ANSWER_MALFORMED", Integrity, "chain.md §7", "The node's answer has another form than this version understands; compare versions.");
    public static readonly RefusalReason ProfileMissing = new("PROFILE_MISSING", NotFound, "use of hchain", "Create the profile with `hchain profile init` or name it with --profile.");
    public static readonly RefusalReason ProfileExists = new("PROFILE_EXISTS", Conflict, "use of hchain", "Choose another folder; a profile is never overwritten.");
    public static readonly RefusalReason ProfileReadable = new("PROFILE_READABLE", NotAuthorised, "use of hchain", "chmod 700 the profile's folder: it names visits.");
    public static readonly RefusalReason ProfileDamaged = new("PROFILE_DAMAGED", Integrity, "use of hchain", "Restore the profile from a backup, or make a new one.");
    public static readonly RefusalReason ProfileIncomplete = new("PROFILE_INCOMPLETE", BadInput, "use of hchain", "Set what is missing with `hchain profile set`.");
    public static readonly RefusalReason SecretUnreadable = new("SECRET_UNREADABLE", Integrity, "crypto.md §3", "This profile belongs to another keystore, or a file in it was changed.");
    public static readonly RefusalReason NotFoundHere = new("NOT_FOUND_HERE", NotFound, "use of hchain", "List what this profile knows, or receive mail first.");
    public static readonly RefusalReason Ambiguous = new("AMBIGUOUS", BadInput, "use of hchain", "More than one fits: name it by its id.");
    public static readonly RefusalReason WrongRole = new("WRONG_ROLE", BadInput, "use of hchain", "Use a profile whose keystore has the role this command is for.");
    public static readonly RefusalReason RotationTeamOpen = new("ROTATION_TEAM_OPEN", Conflict, "decision record 0025", "A team's session runs under the present keys: finish it first, or rotate with --force and have the hospital open it anew.");
    public static readonly RefusalReason KeystoreForeign = new("KEYSTORE_FOREIGN", NotFound, "decision record 0025", "No key of this keystore is in force on its home chain; check the chain and the keystore.");
    public static readonly RefusalReason InputInvalid = new("INPUT_INVALID", BadInput, "use of hchain", "See `--help` of this command for the form it takes.");
    public static readonly RefusalReason DiagnosisUnfinished = new("DIAGNOSIS_UNFINISHED", Conflict, "crypto.md §5", "This file was sealed for this visit and kept: go on with `hchain diagnose --resume`; diagnosing it again would write a second record.");
    public static readonly RefusalReason DraftLost = new("DRAFT_LOST", NotFound, "crypto.md §4", "The sealed content did not survive, as after a power cut; nothing had left this machine but parts of ciphertext. Begin again with the file.");
    public static readonly RefusalReason FileMissing = new("FILE_MISSING", NotFound, "use of hchain", "Check the path.");
    public static readonly RefusalReason FileExists = new("FILE_EXISTS", Conflict, "use of hchain", "Choose another path; nothing is overwritten.");
    public static readonly RefusalReason FhirInvalid = new("FHIR_INVALID", BadInput, "use of hchain", "Give FHIR R4 JSON with a coded Condition, or name the symptom with --symptom 'system|code'.");
    public static readonly RefusalReason SymptomMissing = new("SYMPTOM_MISSING", BadInput, "use of hchain", "Name the symptom with --symptom 'system|code'.");
    public static readonly RefusalReason CapsuleChanged = new("CAPSULE_CHANGED", Integrity, "crypto.md §2", "The proxy's capsule is not the chain's re-encrypted; tell the system manager.");
    public static readonly RefusalReason ContentMismatch = new("CONTENT_MISMATCH", Integrity, "crypto.md §4", "The store gave other bytes than the record names; ask another store.");
    public static readonly RefusalReason ContentUnreadable = new("CONTENT_UNREADABLE", Integrity, "crypto.md §4", "The content does not open under the capsule's key, or is not what its author sealed.");
    public static readonly RefusalReason DeliveryMismatch = new("DELIVERY_MISMATCH", Integrity, "chain.md §4.7", "The proxy delivered another record than asked for.");
    public static readonly RefusalReason WouldDisclose = new("WOULD_DISCLOSE", BadInput, "crypto.md §5 Trapdoor", "The testing hospital learns the symptom from a trapdoor: repeat with --yes if that is wanted.");
    public static readonly RefusalReason TeamKeyMissing = new("TEAM_KEY_MISSING", NotReady, "crypto.md §6 Group key", "The group key is not here yet: every doctor of the team receives mail, then the hospital, then every doctor again.");
    public static readonly RefusalReason Declined = new("DECLINED", BadInput, "crypto.md §8", "Nothing was sent. Without a terminal to ask on, --yes consents.");
    public static readonly RefusalReason GenesisMismatch = new("GENESIS_MISMATCH", Integrity, "chain.md §3", "Give the genesis of the proof's own chain, from someone you trust: it is what everything is checked against.");
    public static readonly RefusalReason FileMismatch = new("FILE_MISMATCH", Integrity, "crypto.md §4", "The proof holds, the file is another: fetch it again, or give the proof that was saved with it.");
    public static readonly RefusalReason NotErased = new("NOT_ERASED", NotFound, "chain.md §2 erasure", "The chain has no certificate of erasure for this document, and this profile ordered none.");
    public static readonly RefusalReason HolderUnreachable = new("HOLDER_NOT_KNOWN", NotFound, "chain.md §2 erasure", "Add the holder's node with `hchain profile set --store`, then `hchain erasure resume`.");
    public static readonly RefusalReason Rejected = new("REJECTED", Conflict, "chain.md §4.5", "The hospital refused the record; its rejection stands on the chain with the code.");
}

using System.Collections.Frozen;
using static HospitalChain.Protocol.RefusalKind;

namespace HospitalChain.Protocol;

/// <summary>The closed family of refusals that records, blocks and consent can meet, each with its stable code.</summary>
public static class Refusals
{
    public static readonly RefusalReason Malformed = new("MALFORMED", BadInput, "chain.md §2", "Send the canonical MessagePack bytes of a known kind and version.");
    public static readonly RefusalReason RecordTooLarge = new("RECORD_TOO_LARGE", TooLarge, "chain.md §2", "Keep large content in the content store; a record carries only its hash.");
    public static readonly RefusalReason WrongChain = new("WRONG_CHAIN", BadInput, "chain.md §2", "Sign the record for the chain it is sent to.");
    public static readonly RefusalReason KindNotAllowed = new("KIND_NOT_ALLOWED", BadInput, "chain.md §2", "This chain does not take records of this kind.");
    public static readonly RefusalReason IssuedInFuture = new("ISSUED_IN_FUTURE", BadInput, "chain.md §2", "Set the clock of the machine that signs.");
    public static readonly RefusalReason AuthorUnknown = new("AUTHOR_UNKNOWN", NotAuthorised, "chain.md §4.2", "Enrol the author's key on this chain first.");
    public static readonly RefusalReason AuthorNotAllowed = new("AUTHOR_NOT_ALLOWED", NotAuthorised, "chain.md §2", "Only the party that the table of kinds names may write this record.");
    public static readonly RefusalReason AuthorExpelled = new("AUTHOR_EXPELLED", NotAuthorised, "chain.md §4.5", "The author's credit reached the lower bound; earlier records stay valid.");
    public static readonly RefusalReason KeyRotated = new("KEY_ROTATED", NotAuthorised, "chain.md §2 rotate-key", "The party goes on under another key; records that this one signed before stay valid.");
    public static readonly RefusalReason PartyRetired = new("PARTY_RETIRED", NotAuthorised, "chain.md §2 retire", "The party left; nothing new is taken from its key, and what it signed before stays valid.");
    public static readonly RefusalReason PartyUnknown = new("PARTY_UNKNOWN", NotFound, "chain.md §2 retire", "No such key is enrolled on this chain.");
    public static readonly RefusalReason RotationInvalid = new("ROTATION_INVALID", BadInput, "chain.md §2 rotate-key", "A rotation names the key that ends and is signed by it; a doctor's brings a multisignature key, nobody else's does.");
    public static readonly RefusalReason RotationNotHere = new("ROTATION_NOT_HERE", NotAuthorised, "decision record 0025", "A key that seals a chain is fixed by its genesis and is not rotated by this record; retire ends no hospital either.");
    public static readonly RefusalReason TlsOverlapInvalid = new("TLS_OVERLAP_INVALID", BadInput, "decision record 0025", "Peers take the old certificate until a time ahead, at most thirty days from the block.");
    public static readonly RefusalReason SignatureInvalid = new("SIGNATURE_INVALID", NotAuthorised, "crypto.md §3", "Sign the record's id with the author's key.");
    public static readonly RefusalReason AlreadyRecorded = new("ALREADY_RECORDED", Conflict, "chain.md §2", "This very record was decided before; ask for its status.");
    public static readonly RefusalReason PartySignatureInvalid = new("PARTY_SIGNATURE_INVALID", NotAuthorised, "crypto.md §3 ENROL, VISIT", "The party whose keys these are must sign them itself.");
    public static readonly RefusalReason KeyMalformed = new("KEY_MALFORMED", BadInput, "crypto.md §2", "A key or point is not a canonical element of its prime-order group.");
    public static readonly RefusalReason NotNew = new("NOT_NEW", Conflict, "chain.md §2", "Keys, pseudo-identities, H(α) and share ids are used once on a chain; make fresh ones.");
    public static readonly RefusalReason ProofOfPossessionInvalid = new("PROOF_OF_POSSESSION_INVALID", Integrity, "crypto.md §6", "Prove possession of the multisignature key with the key itself.");
    public static readonly RefusalReason VisitUnknown = new("VISIT_UNKNOWN", NotFound, "chain.md §4.2", "Register the visit first, or wait for its block.");
    public static readonly RefusalReason VisitClosed = new("VISIT_CLOSED", Conflict, "chain.md §2", "The visit was closed; register a new one.");
    public static readonly RefusalReason DoctorUnknown = new("DOCTOR_UNKNOWN", NotFound, "chain.md §2", "A visit names doctors who are enrolled on this chain and not expelled.");
    public static readonly RefusalReason DoctorNotAssigned = new("DOCTOR_NOT_ASSIGNED", NotAuthorised, "crypto.md §5", "Only a doctor whom the hospital assigned to the visit may write its diagnosis.");
    public static readonly RefusalReason HospitalMismatch = new("HOSPITAL_MISMATCH", BadInput, "crypto.md §5", "PID_i must be the pseudo-identity under which this hospital is enrolled.");
    public static readonly RefusalReason ReceiptInvalid = new("RECEIPT_INVALID", Integrity, "chain.md §4.2", "Store the content first and carry the store's signed receipt for exactly this content and record.");
    public static readonly RefusalReason StoreUnknown = new("STORE_UNKNOWN", NotAuthorised, "chain.md §4.2", "A receipt is an enrolled cloud's, or for a diagnosis the hospital's own store's.");
    public static readonly RefusalReason EvidenceMismatch = new("EVIDENCE_MISMATCH", Integrity, "crypto.md §5", "The evidence must be the α that the hospital gave for this visit to this doctor.");
    public static readonly RefusalReason CapsuleInvalid = new("CAPSULE_INVALID", Integrity, "crypto.md §5 Verify", "Seal the diagnosis again to the visit's key; this capsule could not be opened.");
    public static readonly RefusalReason GrantUnknown = new("GRANT_UNKNOWN", NotFound, "chain.md §2", "No such grant on this chain.");
    public static readonly RefusalReason GrantPeriodInvalid = new("GRANT_PERIOD_INVALID", BadInput, "chain.md §2", "A grant ends after it begins, and after it is issued.");
    public static readonly RefusalReason GrantRevoked = new("GRANT_REVOKED", Conflict, "chain.md §2", "The grant was revoked already.");
    public static readonly RefusalReason RecordUnknown = new("RECORD_UNKNOWN", NotFound, "chain.md §2", "The record named is not on this chain.");
    public static readonly RefusalReason RecordNotOfVisit = new("RECORD_NOT_OF_VISIT", NotAuthorised, "chain.md §2", "A patient grants only records of the own visit.");
    public static readonly RefusalReason GranteeUnknown = new("GRANTEE_UNKNOWN", NotFound, "chain.md §2", "The grantee must be enrolled; a grantee of another chain comes with a sealed header and an enrolment proof.");
    public static readonly RefusalReason GranteeProofInvalid = new("GRANTEE_PROOF_INVALID", Integrity, "chain.md §2", "The enrolment proof must lead to a header sealed by that chain's hospital.");
    public static readonly RefusalReason DelegationInvalid = new("DELEGATION_INVALID", Integrity, "crypto.md §8", "The grantee signs DELEGATE over the fields that the grant repeats.");
    public static readonly RefusalReason ProxyUnknown = new("PROXY_UNKNOWN", NotFound, "chain.md §2", "The proxy must be enrolled on the registry chain.");
    public static readonly RefusalReason FolderUnknown = new("FOLDER_UNKNOWN", NotFound, "chain.md §2", "No such folder on this chain.");
    public static readonly RefusalReason FolderSucceeded = new("FOLDER_SUCCEEDED", Conflict, "crypto.md §7", "The folder went on under a new pair; use the folder that continues it.");
    public static readonly RefusalReason DocumentDatesInvalid = new("DOCUMENT_DATES_INVALID", BadInput, "chain.md §2 document", "A document is saved after it was created.");
    public static readonly RefusalReason AccessRangeInvalid = new("ACCESS_RANGE_INVALID", BadInput, "chain.md §2 document", "An access range ends after it begins.");
    public static readonly RefusalReason TooManyProxies = new("TOO_MANY_PROXIES", Conflict, "crypto.md §7", "The grants of one folder name few proxies, since each must confirm an erasure; use one of those.");
    public static readonly RefusalReason GrantNotRevoked = new("GRANT_NOT_REVOKED", Conflict, "chain.md §2 revocation-receipt", "A revocation receipt names the revoke that ended the grant.");
    public static readonly RefusalReason Erased = new("ERASED", NotFound, "chain.md §2 erasure", "The document was erased at every holder; nothing can bring it back.");
    public static readonly RefusalReason ErasureInvalid = new("ERASURE_INVALID", Integrity, "chain.md §2 erasure", "The order and each confirmation must be signed for exactly this document and content.");
    public static readonly RefusalReason HolderUnconfirmed = new("HOLDER_UNCONFIRMED", Conflict, "chain.md §2 erasure", "Collect the confirmation of every holder first.");
    public static readonly RefusalReason NotAHolder = new("NOT_A_HOLDER", NotFound, "chain.md §2 erasure", "An erasure is ordered from the store of the document's receipt and from the proxies of its folder's grants; this node is neither.");
    public static readonly RefusalReason RequestInvalid = new("REQUEST_INVALID", Integrity, "chain.md §2 access", "An access record carries the requester's own signed REQUEST.");
    public static readonly RefusalReason RejectionUnfounded = new("REJECTION_UNFOUNDED", Integrity, "chain.md §4.5", "The refused record does not fail for the reason that the rejection gives.");
    public static readonly RefusalReason HospitalSuspended = new("HOSPITAL_SUSPENDED", NotAuthorised, "chain.md §4.5", "The hospital's credit on the registry chain reached the bound; what exists can be read, nothing new is taken from it.");

    // Supervision: reports, verdicts, sanctions, appeals
    public static readonly RefusalReason EvidenceUnproven = new("EVIDENCE_UNPROVEN", Integrity, "chain.md §4.5", "The evidence does not show what it alleges; nobody is charged for it.");
    public static readonly RefusalReason EvidenceIncomplete = new("EVIDENCE_INCOMPLETE", BadInput, "chain.md §4.5", "The evidence leaves out something that decides; make it again from the whole chain.");
    public static readonly RefusalReason OffenceKnown = new("OFFENCE_KNOWN", Conflict, "chain.md §4.5", "This very offence was reported already; nobody is charged twice for it.");
    public static readonly RefusalReason AccusedUnknown = new("ACCUSED_UNKNOWN", NotFound, "chain.md §4.5", "The evidence is not about a chain of an enrolled hospital.");
    public static readonly RefusalReason ReporterUnknown = new("REPORTER_UNKNOWN", NotAuthorised, "chain.md §2", "A reporter is enrolled on the registry chain, or is a hospital's doctor and carries a sealed header with the enrolment's proof.");
    public static readonly RefusalReason CaseUnknown = new("CASE_UNKNOWN", NotFound, "chain.md §4.5", "No such case: name the report's record id, on a hospital's chain the refused record's.");
    public static readonly RefusalReason AccusedSpent = new("ACCUSED_SPENT", Conflict, "chain.md §4.5", "The hospital is suspended and has no credit left to lose; only a fork of its chain is still reported.");
    public static readonly RefusalReason CaseStageWrong = new("CASE_STAGE_WRONG", Conflict, "chain.md §4.5", "A case goes from report to verdict, sanction, appeal and restoration, each once.");
    public static readonly RefusalReason VerdictUnfounded = new("VERDICT_UNFOUNDED", Integrity, "chain.md §4.5", "Evidence that proves itself is upheld.");
    public static readonly RefusalReason PointsMismatch = new("POINTS_MISMATCH", BadInput, "chain.md §4.5", "An offence costs what the chain's parameters say; a restoration gives back at most that.");

    public static readonly RefusalReason RegistryBehind = new("REGISTRY_BEHIND", NotReady, "chain.md §3", "The registry block that the header names is not here yet.");

    // A team's session
    public static readonly RefusalReason TeamUnknown = new("TEAM_UNKNOWN", NotFound, "chain.md §2 team-open", "The hospital opens the team's session first; wait for its block.");
    public static readonly RefusalReason TeamTermsInvalid = new("TEAM_TERMS_INVALID", BadInput, "chain.md §2 team-open", "A session begins at most ten minutes after its record.");
    public static readonly RefusalReason TeamKeyMismatch = new("TEAM_KEY_MISMATCH", Integrity, "crypto.md §6", "A team names each doctor's enrolled multisignature key.");
    public static readonly RefusalReason TeamMismatch = new("TEAM_MISMATCH", Integrity, "chain.md §2 team-diagnosis", "The diagnosis must name the visit, every step and the signature of its own session.");
    public static readonly RefusalReason TeamFinished = new("TEAM_FINISHED", Conflict, "chain.md §2 team-diagnosis", "This session has its diagnosis; open another.");
    public static readonly RefusalReason TeamSignatureInvalid = new("TEAM_SIGNATURE_INVALID", Integrity, "crypto.md §6 Verify", "Verify the signature before yours, then sign the commitments in the team's order with the enrolled key.");
    public static readonly RefusalReason NotYourTurn = new("NOT_YOUR_TURN", Conflict, "chain.md §4.2", "Wait until the doctor whose turn it is has signed.");
    public static readonly RefusalReason DeadlinePassed = new("DEADLINE_PASSED", Conflict, "chain.md §4.2", "This step's time is over; the hospital opens another session.");
    public static readonly RefusalReason ResignLimit = new("RESIGN_LIMIT", Conflict, "chain.md §4.2", "This place signed as often as the session allows; the hospital opens another.");
    public static readonly RefusalReason AttemptMismatch = new("ATTEMPT_MISMATCH", Conflict, "chain.md §4.2", "Number the signature one more than this place's last one on the chain.");
    public static readonly RefusalReason StepSuperseded = new("STEP_SUPERSEDED", Conflict, "chain.md §4.2", "An earlier doctor signed again meanwhile; take the new hand-over and sign on that.");

    // A team's group key and hand-overs
    public static readonly RefusalReason TeamStranger = new("TEAM_STRANGER", NotAuthorised, "crypto.md §6", "Only the hospital and the doctors of this session take part; the run goes on without this message.");
    public static readonly RefusalReason TeamExpired = new("TEAM_EXPIRED", Conflict, "chain.md §4.2", "The session's time is over and its key is gone; the hospital opens another.");
    public static readonly RefusalReason GroupKeySignatureInvalid = new("GROUP_KEY_SIGNATURE_INVALID", Integrity, "crypto.md §6 Group key", "Someone stands between the parties: a point is not signed by the party it is said to come from. Begin a new run.");
    public static readonly RefusalReason GroupKeyMacInvalid = new("GROUP_KEY_MAC_INVALID", Integrity, "crypto.md §6 Group key", "The other side does not hold the same secret. Begin a new run.");
    public static readonly RefusalReason GroupKeyReplayed = new("GROUP_KEY_REPLAYED", Conflict, "crypto.md §6 Group key", "A message came twice or belongs to another run. Begin a new run.");
    public static readonly RefusalReason GroupKeyOutOfOrder = new("GROUP_KEY_OUT_OF_ORDER", Conflict, "crypto.md §6 Group key", "A message came before the one it answers. Begin a new run.");
    public static readonly RefusalReason GroupKeyDegenerate = new("GROUP_KEY_DEGENERATE", Integrity, "crypto.md §6 Group key", "The product of the shares is the identity: doctors chose their points together. Begin a new run.");
    public static readonly RefusalReason GroupKeyUnreadable = new("GROUP_KEY_UNREADABLE", Integrity, "crypto.md §6 Group key", "The key was not wrapped for this doctor and run. Begin a new run.");
    public static readonly RefusalReason GroupKeyDoctorMissing = new("GROUP_KEY_DOCTOR_MISSING", Conflict, "crypto.md §6 Group key", "Not every doctor answered in time. Begin a new run when all can.");
    public static readonly RefusalReason GroupKeyExpired = new("GROUP_KEY_EXPIRED", Conflict, "crypto.md §6 Group key", "The run took too long. The hospital begins a new one.");
    public static readonly RefusalReason GroupKeyAborted = new("GROUP_KEY_ABORTED", Conflict, "crypto.md §6 Group key", "Another party ended the run, so nobody keeps its key. The hospital begins a new one.");
    public static readonly RefusalReason GroupKeyEnded = new("GROUP_KEY_ENDED", Conflict, "crypto.md §6 Group key", "This run is over; wait for a new one.");
    public static readonly RefusalReason HandOverInvalid = new("HAND_OVER_INVALID", Integrity, "crypto.md §6", "The hand-over is not the signed step of the doctor before, or does not open under the group key; ask for it again.");
    public static readonly RefusalReason CommitmentMismatch = new("COMMITMENT_MISMATCH", Integrity, "crypto.md §6", "This is not what the team signed.");

    // A block or a head
    public static readonly RefusalReason SealInvalid = new("SEAL_INVALID", Integrity, "chain.md §4.4", "The header is not sealed by this chain's supernode.");
    public static readonly RefusalReason PromiseInvalid = new("PROMISE_INVALID", Integrity, "chain.md §4.1", "A promise is the supernode's, for this record, made by now and for exactly promise_wait; tell the system manager.");
    public static readonly RefusalReason LinkBroken = new("LINK_BROKEN", Integrity, "chain.md §3", "The block does not follow the one before it.");
    public static readonly RefusalReason RootMismatch = new("ROOT_MISMATCH", Integrity, "chain.md §3", "Recomputing the block gives another root.");
    public static readonly RefusalReason BlockFromFuture = new("BLOCK_FROM_FUTURE", NotReady, "chain.md §3", "The block is ahead of this node's clock; it waits.");
    public static readonly RefusalReason Equivocation = new("EQUIVOCATION", Integrity, "chain.md §4.6", "Two sealed headers exist at one height; this node follows neither and keeps both.");

    // A proof, checked by its reader
    public static readonly RefusalReason ProofInvalid = new("PROOF_INVALID", Integrity, "chain.md §3", "The proof does not lead from this record or entry to the sealed header; ask another node.");
    public static readonly RefusalReason SplitView = new("SPLIT_VIEW", Integrity, "chain.md §4.6", "Two histories of one chain were shown, or one that takes something back. Believe neither: both heads are kept; hand them to the system manager.");
    public static readonly RefusalReason WitnessesMissing = new("WITNESSES_MISSING", NotReady, "crypto.md §3 COSIGN", "Fewer independent witnesses stand behind this head than demanded: wait for the next one, ask another node, or find out why they hold back.");

    // A node's answer to a submission
    public static readonly RefusalReason RefusedTooOften = new("REFUSED_TOO_OFTEN", RateLimited, "chain.md §4.2", "Too many of the author's records were rejected within the last hour; correct what makes them, and try again later.");
    public static readonly RefusalReason Busy = new("BUSY", RateLimited, "chain.md §4.1", "More is waiting than can be sealed in time; try again shortly.");
    public static readonly RefusalReason NotSealing = new("NOT_SEALING", NotReady, "chain.md §6", "The supernode was restored from a backup and waits for its followers; try again shortly.");
    public static readonly RefusalReason ChainUnknown = new("CHAIN_UNKNOWN", NotFound, "chain.md §1", "This node does not follow that chain.");
    public static readonly RefusalReason ChainStopped = new("CHAIN_STOPPED", NotReady, "chain.md §4.6", "This node stopped following the chain; its status says why.");

    // Consent, at delivery
    public static readonly RefusalReason ConsentMissing = new("CONSENT_MISSING", NotAuthorised, "chain.md §4.7", "No grant of the patient covers this record for this reader.");
    public static readonly RefusalReason ConsentExpired = new("CONSENT_EXPIRED", NotAuthorised, "chain.md §4.7", "The grant is over; ask the patient again.");
    public static readonly RefusalReason ConsentNotYetValid = new("CONSENT_NOT_YET_VALID", NotAuthorised, "chain.md §4.7", "The grant begins later.");
    public static readonly RefusalReason ConsentRevoked = new("CONSENT_REVOKED", NotAuthorised, "chain.md §4.7", "The patient revoked the grant.");
    public static readonly RefusalReason OutsideAccessRange = new("OUTSIDE_ACCESS_RANGE", NotAuthorised, "chain.md §2", "The document's author allows it to other readers or at another time; a grant alone is not enough.");
    public static readonly RefusalReason ReencryptionInvalid = new("REENCRYPTION_INVALID", Integrity, "crypto.md §7 Re-encrypt", "The proxy's answer does not prove itself against this document and grant; keep it as evidence and tell the system manager.");
    public static readonly RefusalReason ShareNotForReader = new("SHARE_NOT_FOR_READER", Integrity, "crypto.md §7", "Commitment, V and W of the grant were not made for this reader's key; ask the owner for a new grant.");
    public static readonly RefusalReason ExportInvalid = new("EXPORT_INVALID", Integrity, "chain.md §2 access", "Export the audit again from a node you trust, and keep the signature file beside it.");
    public static readonly RefusalReason ContentClaimed = new("CONTENT_CLAIMED", Conflict, "chain.md §2", "Another record of this chain names this very ciphertext; seal the file anew, under a fresh key.");
    public static readonly RefusalReason ContentMissing = new("CONTENT_NOT_FOUND", NotFound, "chain.md §4.2", "The chain names this content and the store does not have it: ask the store that signed the receipt; its operator runs `hchain store check`.");
    public static readonly RefusalReason DeliveryTicketInvalid = new("DELIVERY_TICKET_INVALID", NotAuthorised, "chain.md §4.7", "Content goes out in parts on a ticket of this node, for one reader and one content, for ten minutes; send a signed REQUEST for another.");
    public static readonly RefusalReason HeadTooOld = new("HEAD_TOO_OLD", NotReady, "chain.md §4.7", "The newest signed head is too old to decide on; wait for the supernode.");

    // Between parties: registration, mail, shares of a delegation
    public static readonly RefusalReason TicketInvalid = new("TICKET_INVALID", BadInput, "chain.md §7 Registration", "Ask the hospital's desk for a new ticket.");
    public static readonly RefusalReason TicketUnknown = new("TICKET_UNKNOWN", NotFound, "chain.md §7 Registration", "This hospital issued no such ticket; ask its desk for one.");
    public static readonly RefusalReason TicketUsed = new("TICKET_USED", Conflict, "chain.md §7 Registration", "A ticket is good once; ask the desk for a new one.");
    public static readonly RefusalReason RegistrationInvalid = new("REGISTRATION_INVALID", BadInput, "chain.md §7 Registration", "Seal an ID of 1 to 32 bytes and the symptoms to the hospital of the ticket.");
    public static readonly RefusalReason MailTooLarge = new("MAIL_TOO_LARGE", TooLarge, "chain.md §7", "Mail carries keys and words; put content into the content store.");
    public static readonly RefusalReason MailSignatureInvalid = new("MAIL_SIGNATURE_INVALID", NotAuthorised, "crypto.md §3 MAIL", "The sender signs recipient, sealed bytes and expiry with its own key.");
    public static readonly RefusalReason MailUnreadable = new("MAIL_UNREADABLE", Integrity, "crypto.md §3 Sealing", "Seal to the recipient's key on the chain, under the purpose, sender, recipient and id of the envelope.");
    public static readonly RefusalReason MailExpired = new("MAIL_EXPIRED", Conflict, "chain.md §7", "The mail is too old to act on; ask its sender to write again.");
    public static readonly RefusalReason ShareReplayed = new("SHARE_REPLAYED", Conflict, "crypto.md §8", "A share is taken once; the doctor makes a new one with a fresh key.");
    public static readonly RefusalReason ShareExpired = new("SHARE_EXPIRED", Conflict, "crypto.md §8", "The share is over; the doctor makes a new one.");
    public static readonly RefusalReason ShareKeyMismatch = new("SHARE_KEY_MISMATCH", Integrity, "crypto.md §8", "The halves do not lead from the visit's key to the delegation key that the doctor signed for.");
    public static readonly RefusalReason ShareGrantMismatch = new("SHARE_GRANT_MISMATCH", Integrity, "crypto.md §8", "Grant and share must name the same share id, doctor, patient and proxy.");
    public static readonly RefusalReason ShareIncomplete = new("SHARE_INCOMPLETE", NotReady, "crypto.md §8", "The proxy waits for the doctor's half, the patient's half or the grant's block.");
    public static readonly RefusalReason ShareUnknown = new("SHARE_UNKNOWN", NotFound, "crypto.md §8", "The proxy knows no such share.");

    // Escrow and emergencies
    public static readonly RefusalReason EscrowExists = new("ESCROW_EXISTS", Conflict, "crypto.md §8", "A visit has one escrow for each purpose at a time; withdraw it to choose others.");
    public static readonly RefusalReason EscrowHolderUnknown = new("ESCROW_HOLDER_UNKNOWN", NotFound, "crypto.md §8", "Guardians are known to this chain or the registry; emergency officers are doctors of this hospital in good standing.");
    public static readonly RefusalReason EscrowProofInvalid = new("ESCROW_PROOF_INVALID", Integrity, "crypto.md §8", "The commitments are not to the inverse of this visit's key.");
    public static readonly RefusalReason EscrowUnknown = new("ESCROW_UNKNOWN", NotFound, "crypto.md §8", "The patient chose no such escrow: without it nothing can be opened, by anybody.");
    public static readonly RefusalReason EscrowWithdrawn = new("ESCROW_WITHDRAWN", NotAuthorised, "crypto.md §8", "The patient took this escrow back: nothing more is opened, read or released under it.");
    public static readonly RefusalReason EscrowShareInvalid = new("ESCROW_SHARE_INVALID", Integrity, "crypto.md §8", "The share is not the one committed to at this holder's place, or not sealed to this key.");
    public static readonly RefusalReason EscrowSharesMissing = new("ESCROW_SHARES_MISSING", NotReady, "crypto.md §8", "Fewer answers came than the patient asked for; wait for more.");
    public static readonly RefusalReason BreakGlassOfficers = new("BREAK_GLASS_OFFICERS", NotAuthorised, "crypto.md §8", "As many officers as the escrow asks for, all of them its holders and in good standing, agree and sign; the one who leads writes the record.");
    public static readonly RefusalReason BreakGlassSignatureInvalid = new("BREAK_GLASS_SIGNATURE_INVALID", NotAuthorised, "crypto.md §8", "Each officer signs exactly these terms.");
    public static readonly RefusalReason BreakGlassTooLong = new("BREAK_GLASS_TOO_LONG", BadInput, "crypto.md §8", "An emergency lasts at most four hours from the block that opens it.");
    public static readonly RefusalReason BreakGlassOver = new("BREAK_GLASS_OVER", Conflict, "crypto.md §8", "The emergency's time is over, or it was closed. If there is another, open again.");
    public static readonly RefusalReason BreakGlassUnknown = new("BREAK_GLASS_UNKNOWN", NotFound, "crypto.md §8", "The chain knows no such opening, or not yet.");
    public static readonly RefusalReason BreakGlassOpenYet = new("BREAK_GLASS_OPEN", Conflict, "crypto.md §8", "It is still open: close it first, or wait for its end.");
    public static readonly RefusalReason BreakGlassNotCovered = new("BREAK_GLASS_NOT_COVERED", NotAuthorised, "crypto.md §8", "An emergency opens records of its one visit, to the officer who leads.");
    public static readonly RefusalReason BreakGlassNotRecorded = new("BREAK_GLASS_NOT_RECORDED", NotReady, "crypto.md §8", "An officer answers only once the read stands in a block; fetch the content first, then ask again.");
    public static readonly RefusalReason BreakGlassMismatch = new("BREAK_GLASS_MISMATCH", Conflict, "crypto.md §8", "A closing record lists exactly the reads that the chain recorded.");
    public static readonly RefusalReason ReviewNotDue = new("REVIEW_NOT_DUE", Conflict, "crypto.md §8", "Overdue is only what its due time has passed.");
    public static readonly RefusalReason ReviewDone = new("REVIEW_DONE", Conflict, "crypto.md §8", "This emergency was judged before.");
    public static readonly RefusalReason ReviewOverdue = new("REVIEW_OVERDUE", Conflict, "crypto.md §8", "Nobody judged the emergency in time: this costs the officer who led it.");
    public static readonly RefusalReason BreakGlassUnjustified = new("BREAK_GLASS_UNJUSTIFIED", Conflict, "crypto.md §8", "The review found no emergency: this costs the officer who led it.");

    // Patients' sessions
    public static readonly RefusalReason FellowNotOffered = new("FELLOW_NOT_OFFERED", NotFound, "crypto.md §9", "This patient does not allow being asked, or no longer.");
    public static readonly RefusalReason FellowOfferInvalid = new("FELLOW_OFFER_INVALID", BadInput, "crypto.md §9", "An offer is signed by the visit's own key, for at most thirty days.");
    public static readonly RefusalReason FellowTriesExhausted = new("FELLOW_TRIES_EXHAUSTED", NotAuthorised, "crypto.md §9", "Each try lets someone test one guess of the symptom, so they are few in 24 hours; try again tomorrow.");
    public static readonly RefusalReason FellowStranger = new("FELLOW_STRANGER", NotAuthorised, "crypto.md §9", "Only the two patients of this session take part; it goes on without this message.");
    public static readonly RefusalReason FellowOutOfOrder = new("FELLOW_OUT_OF_ORDER", Conflict, "crypto.md §9", "This message does not follow the one before; wait for what is missing.");
    public static readonly RefusalReason FellowReplayed = new("FELLOW_REPLAYED", Conflict, "crypto.md §9", "A message with this number was taken before.");
    public static readonly RefusalReason FellowReflected = new("FELLOW_REFLECTED", Integrity, "crypto.md §9", "The other side sent back one's own point. Ask again, or somebody else.");
    public static readonly RefusalReason FellowSignatureInvalid = new("FELLOW_SIGNATURE_INVALID", Integrity, "crypto.md §9", "Someone stands between: the exchange is not signed by the visit it is said to come from. Ask again.");
    public static readonly RefusalReason FellowUnreadable = new("FELLOW_UNREADABLE", Integrity, "crypto.md §9", "The message was not sealed under this session's key with this number.");
    public static readonly RefusalReason FellowNotSame = new("FELLOW_NOT_SAME", Conflict, "crypto.md §9", "The two symptoms are not the same. Nobody learned more than that.");
    public static readonly RefusalReason FellowDeclined = new("FELLOW_DECLINED", Conflict, "crypto.md §9", "The patient who was asked said no.");
    public static readonly RefusalReason FellowExpired = new("FELLOW_EXPIRED", Conflict, "crypto.md §9", "The time of this ask or session is over; ask again.");
    public static readonly RefusalReason FellowClosed = new("FELLOW_CLOSED", Conflict, "crypto.md §9", "One of the two ended the session.");
    public static readonly RefusalReason FellowEnded = new("FELLOW_ENDED", Conflict, "crypto.md §9", "This session is over; ask again to begin another.");

    private static readonly FrozenDictionary<string, RefusalReason> ByCode = typeof(Refusals).GetFields()
        .Where(field => field.FieldType == typeof(RefusalReason))
        .Select(field => (RefusalReason)field.GetValue(null)!)
        .ToFrozenDictionary(reason => reason.Code, StringComparer.Ordinal);

    /// <summary>The reason with this code, or null.</summary>
    public static RefusalReason? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>Every reason, in the order of the codes.</summary>
    public static IEnumerable<RefusalReason> All => ByCode.Values.OrderBy(reason => reason.Code, StringComparer.Ordinal);
}

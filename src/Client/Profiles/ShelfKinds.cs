namespace HospitalChain.Client.Profiles;

/// <summary>Kinds of items on a <see cref="SecretShelf"/>.</summary>
public static class ShelfKinds
{
    /// <summary>A doctor's assignment, by PID: canonical, holds α.</summary>
    public const string Assignment = "assignment";

    /// <summary>A diagnosis under way, by content hash.</summary>
    public const string Draft = "draft";

    /// <summary>A doctor's share, by share id.</summary>
    public const string Share = "share";

    /// <summary>A trapdoor that a patient sent a doctor, by its mail.</summary>
    public const string Search = "search";

    /// <summary>A patient's visit, by PID.</summary>
    public const string Visit = "visit";

    /// <summary>A symptom t, by its mail: canonical.</summary>
    public const string Symptom = "symptom";

    /// <summary>An offer that waits for the patient, by share id.</summary>
    public const string Offer = "offer";

    /// <summary>A session that the hospital is opening, by sid: the record, until the group key run has begun.</summary>
    public const string TeamOpening = "team-opening";

    /// <summary>A party's run of a team's group key exchange, by sid: a checkpoint, holds the key.</summary>
    public const string TeamKey = "team-key";

    /// <summary>A doctor's part in a team's signing, by sid: a checkpoint, holds what the doctors wrote.</summary>
    public const string TeamSigning = "team-signing";

    /// <summary>A trapdoor that a patient sent for a team's records of a visit, by PID: canonical.</summary>
    public const string TeamTrapdoor = "team-trapdoor";

    /// <summary>A team's diagnosis that its last doctor is storing, by sid.</summary>
    public const string TeamDraft = "team-draft";

    /// <summary>A grant that the patient gave, by share id: the share is never answered again.</summary>
    public const string Grant = "grant";

    /// <summary>A folder of the own documents, by folder id.</summary>
    public const string Folder = "folder";

    /// <summary>A grant of a folder or one document in it, by grant id.</summary>
    public const string FolderGrant = "folder-grant";

    /// <summary>A document under way, by content hash.</summary>
    public const string DocumentDraft = "document-draft";

    /// <summary>An erasure that this profile ordered, by the document's record id.</summary>
    public const string Erasure = "erasure";

    /// <summary>A document that this profile wrote or read, by record id.</summary>
    public const string Document = "document";

    /// <summary>A visit's keys, restored from an escrow, by PID.</summary>
    public const string RestoredVisit = "restored-visit";

    /// <summary>An emergency of an officer, by the terms' hash: terms, agreements, the opening, parts.</summary>
    public const string Emergency = "emergency";

    /// <summary>The hospital's notice of an emergency, by the record it names.</summary>
    public const string EmergencyNotice = "emergency-notice";

    /// <summary>A patient's own offer to be asked, by PID: canonical.</summary>
    public const string FellowOffer = "fellow-offer";

    /// <summary>Another patient who asked or was asked, by ask: who, when, how often.</summary>
    public const string Fellow = "fellow";

    /// <summary>A rotation of the own keys that was begun, by home chain: the record.</summary>
    public const string Rotation = "rotation";

    /// <summary>A run of a patients' session, by ask: a checkpoint, holds the key.</summary>
    public const string FellowRun = "fellow-run";

    /// <summary>What two who agreed wrote each other, by ask, side and number.</summary>
    public const string FellowText = "fellow-text";
}

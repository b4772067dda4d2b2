namespace HospitalChain.Protocol.State;

/// <summary>Kinds of state entries, under which <see cref="Trees.StateKey"/> derives their keys (chain.md §3).</summary>
public static class StateKinds
{
    /// <summary>By signing key: <see cref="EnrolmentEntry"/>.</summary>
    public const string Enrolment = "enrolment";

    /// <summary>By a hospital's chain id: its signing key. On the registry chain.</summary>
    public const string HospitalChain = "hospital-chain";

    /// <summary>By a doctor's first signing key, on the registry chain a hospital's: <see cref="CreditEntry"/>.</summary>
    public const string Credit = "credit";

    /// <summary>By PID: <see cref="VisitEntry"/>.</summary>
    public const string Visit = "visit";

    /// <summary>By a visit's signing key: its PID.</summary>
    public const string VisitAuthor = "visit-author";

    /// <summary>By sid: <see cref="TeamEntry"/>.</summary>
    public const string Team = "team";

    /// <summary>By sid ‖ u32(k): <see cref="TeamStepEntry"/>.</summary>
    public const string TeamStep = "team-step";

    /// <summary>By a grant's record id: <see cref="GrantEntry"/>.</summary>
    public const string Grant = "grant";

    /// <summary>By folder id: <see cref="FolderEntry"/>.</summary>
    public const string Folder = "folder";

    /// <summary>By a document's record id: <see cref="DocumentEntry"/>.</summary>
    public const string Document = "document";

    /// <summary>By the SHA-256 of stored ciphertext: record id of the one record that names it.</summary>
    public const string Content = "content";

    /// <summary>By a revoked grant's record id: record id of the proxy's receipt.</summary>
    public const string RevocationReceipt = "revocation-receipt";

    /// <summary>By a report's record id, on a hospital's chain by the refused record's: <see cref="CaseEntry"/>.</summary>
    public const string Case = "case";

    /// <summary>By an offence's key: record id of the report that alleges it. On the registry chain.</summary>
    public const string Offence = "offence";

    /// <summary>By an escrow's record id: <see cref="EscrowEntry"/>.</summary>
    public const string Escrow = "escrow";

    /// <summary>By PID ‖ purpose: record id of the visit's escrow.</summary>
    public const string VisitEscrow = "visit-escrow";

    /// <summary>By record id of the opening: <see cref="BreakGlassEntry"/>.</summary>
    public const string BreakGlass = "break-glass";

    /// <summary>By record id: <see cref="RecordEntry"/>.</summary>
    public const string Record = "record";

    // By the value itself, empty entries: what must be new on the chain and is now used.
    public const string UsedSealingKey = "used-sealing-key";
    public const string UsedP21Key = "used-p21-key";
    public const string UsedTlsFingerprint = "used-tls-fingerprint";
    public const string UsedMultisignatureKey = "used-multisignature-key";
    public const string UsedVisitKey = "used-visit-key";
    public const string UsedEvidence = "used-evidence";
    public const string UsedDelegationKey = "used-delegation-key";
    public const string UsedShare = "used-share";
    public const string UsedHospitalKey = "used-hospital-key";
    public const string UsedHospitalPid = "used-hospital-pid";
    public const string UsedEmergency = "used-emergency";
}

namespace HospitalChain.Protocol.Records;

/// <summary>Names of the record kinds, as they stand in the envelope and in ctx (chain.md §2).</summary>
public static class RecordKinds
{
    public const string EnrolHospital = "enrol-hospital";
    public const string EnrolCloud = "enrol-cloud";
    public const string EnrolProxy = "enrol-proxy";
    public const string EnrolThirdParty = "enrol-third-party";
    public const string EnrolNode = "enrol-node";
    public const string EnrolDoctor = "enrol-doctor";
    public const string RotateKey = "rotate-key";
    public const string RotateTls = "rotate-tls";
    public const string Retire = "retire";
    public const string RegisterVisit = "register-visit";
    public const string CloseVisit = "close-visit";
    public const string Diagnosis = "diagnosis";
    public const string TeamOpen = "team-open";
    public const string TeamStep = "team-step";
    public const string TeamDiagnosis = "team-diagnosis";
    public const string OpenFolder = "open-folder";
    public const string Document = "document";
    public const string Grant = "grant";
    public const string Revoke = "revoke";
    public const string Access = "access";
    public const string RevocationReceipt = "revocation-receipt";
    public const string Erasure = "erasure";
    public const string Escrow = "escrow";
    public const string EscrowWithdraw = "escrow-withdraw";
    public const string BreakGlassOpen = "break-glass-open";
    public const string BreakGlassClose = "break-glass-close";
    public const string Review = "review";
    public const string Rejection = "rejection";
    public const string Report = "report";
    public const string Disclosure = "disclosure";
    public const string Verdict = "verdict";
    public const string Sanction = "sanction";
    public const string Appeal = "appeal";
    public const string Restoration = "restoration";
}

using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>Upper bounds of what parties send each other, in bytes.</summary>
public static class FlowLimits
{
    /// <summary>A signed mail, sealed content included: an offer with an enrolment proof fits.</summary>
    public const int MailBytesMax = (2 * RecordLimits.ProofBytesMax) + 8192;

    public const int PurposeBytesMax = 32;
    public const int SymptomsTextBytesMax = 4096;
    public const int IdentifierBytesMax = 32;
    public const int AddressBytesMax = 256;
    public const int TicketBytesMax = 1024;

    /// <summary>A delivery of the proxy: a record, a capsule and the promise of the access record.</summary>
    public const int DeliveryBytesMax = RecordLimits.RecordBytesMax + 2048;
}

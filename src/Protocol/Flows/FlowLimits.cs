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

    /// <summary>What a team's doctors have written so far, as it is handed on: fits into a mail with the step and the sealing.</summary>
    public const int TeamDraftBytesMax = MailBytesMax - 2048;

    /// <summary>A team-step record inside a hand-over.</summary>
    public const int TeamStepRecordBytesMax = 1024;

    /// <summary>What one doctor of a team writes.</summary>
    public const int TeamPartBytesMax = 1024 * 1024;

    /// <summary>Mails that a run remembers, so that one read again after a crash is not taken for a replay.</summary>
    public const int MailsRememberedMax = 64;

    /// <summary>A delivery of the proxy: a record, a capsule and the promise of the access record.</summary>
    public const int DeliveryBytesMax = RecordLimits.RecordBytesMax + 2048;
}

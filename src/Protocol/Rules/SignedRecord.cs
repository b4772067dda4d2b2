using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>A record whose author's signature holds, and for a report the evidence. Only <see cref="Verify"/> makes one.</summary>
public sealed class SignedRecord
{
    private SignedRecord(Record record) => Record = record;

    public Record Record { get; }

    /// <summary>
    /// Checks the author's signature, and that a report shows what it alleges, so that nothing unproven waits anywhere; pure,
    /// for any thread.
    /// </summary>
    public static Parsed<SignedRecord> Verify(Record record) =>
        !Bip340.Verify(record.Author, SignedMessage.Record(record.ChainId, record.Id), record.Signature) ? Refusals.SignatureInvalid.With(string.Empty)
        : record.Body is Report report && (report.Evidence.Refusal ?? report.Evidence.Value!.Refuses()) is { } unproven ? unproven
        : new SignedRecord(record);
}

using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>A record whose author's signature holds. Only <see cref="Verify"/> makes one.</summary>
public sealed class SignedRecord
{
    private SignedRecord(Record record) => Record = record;

    public Record Record { get; }

    /// <summary>Checks the author's signature; pure, for any thread.</summary>
    public static Parsed<SignedRecord> Verify(Record record) =>
        Bip340.Verify(record.Author, SignedMessage.Record(record.ChainId, record.Id), record.Signature)
            ? new SignedRecord(record)
            : Refusals.SignatureInvalid.With(string.Empty);
}

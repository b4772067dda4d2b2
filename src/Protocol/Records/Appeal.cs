using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// Whoever was charged asks for another look, once: a hospital on the registry chain, a doctor, expelled or not, on the
/// hospital's. What is argued goes by sealed mail; only its hash stands here.
/// </summary>
public sealed class Appeal : RecordBody
{
    private const int Fields = 3;

    public override string Kind => RecordKinds.Appeal;

    /// <summary>Record id of the report; on a hospital's chain of the refused record.</summary>
    public required Bytes32 CaseId { get; init; }

    /// <summary>SHA-256 of the statement that was mailed to the judge; zero without one.</summary>
    public required Bytes32 StatementHash { get; init; }

    public override void Write(CanonicalWriter writer) => writer.Array(Fields).UInt(Version).Bytes(CaseId).Bytes(StatementHash);

    internal static Appeal Read(ref CanonicalReader reader)
    {
        reader.Array(Fields);
        reader.Version(Version);
        return new Appeal { CaseId = reader.Bytes32(), StatementHash = reader.Bytes32() };
    }
}

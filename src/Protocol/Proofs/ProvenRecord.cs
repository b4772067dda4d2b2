using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Proofs;

/// <summary>A record that stands in a sealed block. Only <see cref="RecordProof.Verify"/> makes one.</summary>
public sealed class ProvenRecord
{
    internal ProvenRecord(Record record, Header header, SignedHead? head)
    {
        Record = record;
        Header = header;
        Head = head;
    }

    public Record Record { get; }

    /// <summary>The header of its block.</summary>
    public Header Header { get; }

    /// <summary>A later HEAD under which the block stands, when the proof had one.</summary>
    public SignedHead? Head { get; }
}

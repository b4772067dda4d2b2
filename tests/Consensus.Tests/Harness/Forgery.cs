using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Harness;

/// <summary>What a lying supernode or peer makes of an honest block.</summary>
internal static class Forgery
{
    /// <summary>The header with some fields changed, sealed by the supernode again.</summary>
    public static Block Reseal(this Block block, Party supernode, Func<Header, Header> change) =>
        new(Signed.Seal(supernode, change(block.Header)), block.Records);

    /// <summary>Another valid block at the same height: the same records at another time.</summary>
    public static Block Twin(this Block block, Party supernode) =>
        block.Reseal(supernode, header => header.With(timeMillis: header.TimeMillis + 1));

    /// <summary>Another body under the same seal.</summary>
    public static Block WithBody(this Block block, params IReadOnlyList<Record> records) => new(block.Sealed, records);

    /// <summary>The first record's signature replaced, header and seal made to fit: only the signature is wrong.</summary>
    public static Block WithForgedRecord(this Block block, Party supernode)
    {
        var first = block.Records[0];
        Record[] records =
        [
            Record.Assemble(first.ChainId, first.Author, first.IssuedAtMillis, first.Body, supernode.Signing.Sign(first.Id)),
            .. block.Records.Skip(1),
        ];
        return new Block(Signed.Seal(supernode, block.Header.With(recordsRoot: Block.RecordsRootOf(records))), records);
    }

    public static Header With(
        this Header header,
        Bytes32? previous = null,
        ulong? timeMillis = null,
        Bytes32? recordsRoot = null,
        Bytes32? historyRoot = null,
        Bytes32? stateRoot = null,
        RegistryHead? registryHead = null) => new()
        {
            ChainId = header.ChainId,
            Height = header.Height,
            Previous = previous ?? header.Previous,
            TimeMillis = timeMillis ?? header.TimeMillis,
            Count = header.Count,
            RecordsRoot = recordsRoot ?? header.RecordsRoot,
            HistoryRoot = historyRoot ?? header.HistoryRoot,
            StateRoot = stateRoot ?? header.StateRoot,
            RegistryHead = registryHead ?? header.RegistryHead,
        };
}

using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.TestKit;

/// <summary>What a supernode with its real key can sign that it must not.</summary>
public static class Lies
{
    public static SealedHeader Seal(Party supernode, Header header) =>
        new(header, supernode.Signing.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));

    public static SignedHead Head(Party supernode, Header header, ulong timeMillis) => new(
        header.ChainId, header.Height, header.Hash, timeMillis, supernode.Signing.Sign(SignedMessage.Head(header.ChainId, header.Height, header.Hash, timeMillis)));

    public static Promise Promise(Party supernode, Genesis genesis, Bytes32 recordId, ulong timeMillis, ulong? deadlineMillis = null)
    {
        var deadline = deadlineMillis ?? timeMillis + genesis.Parameters.PromiseWaitMillis;
        return new Promise(
            genesis.ChainId, recordId, timeMillis, deadline, supernode.Signing.Sign(SignedMessage.Promise(genesis.ChainId, recordId, timeMillis, deadline)));
    }

    /// <summary>A sealed block of whatever records on <paramref name="parent"/>; the rules are not asked.</summary>
    public static Block Block(
        Party supernode, ChainState parent, RegistryFacts registry, IReadOnlyList<Record> records, ulong? timeMillis = null, Bytes32? stateRoot = null, RegistryHead? registryHead = null)
    {
        var fair = BlockRules.Compose(parent, registry, timeMillis ?? parent.Head.TimeMillis + 1, []).Header;
        return new Block(Seal(supernode, new Header
        {
            ChainId = fair.ChainId,
            Height = fair.Height,
            Previous = fair.Previous,
            TimeMillis = fair.TimeMillis,
            Count = (uint)records.Count,
            RecordsRoot = Protocol.Blocks.Block.RecordsRootOf(records),
            HistoryRoot = fair.HistoryRoot,
            StateRoot = stateRoot ?? fair.StateRoot,
            RegistryHead = registryHead ?? fair.RegistryHead,
        }), records);
    }

    /// <summary>A rejection for this reason, right or wrong.</summary>
    public static Record Reject(Party supernode, Record refused, string code, ulong atMillis = World.StartMillis) =>
        Record.Sign(refused.ChainId, atMillis, new Rejection { Refused = refused, Code = code }, supernode.Signing);
}

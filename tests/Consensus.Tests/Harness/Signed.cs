using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Harness;

/// <summary>What a supernode signs.</summary>
internal static class Signed
{
    public static SealedHeader Seal(Party supernode, Header header) =>
        new(header, supernode.Signing.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));

    public static SignedHead Head(Party supernode, Bytes32 chainId, ulong height, Bytes32 hash, ulong timeMillis) =>
        new(chainId, height, hash, timeMillis, supernode.Signing.Sign(SignedMessage.Head(chainId, height, hash, timeMillis)));

    public static Promise Promise(Party supernode, Bytes32 chainId, Bytes32 recordId, ulong timeMillis, ulong deadlineMillis) =>
        new(chainId, recordId, timeMillis, deadlineMillis, supernode.Signing.Sign(SignedMessage.Promise(chainId, recordId, timeMillis, deadlineMillis)));
}

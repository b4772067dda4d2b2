using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Node.Chains;

/// <summary>Signs as a chain's supernode. The key is the one that the genesis names, which <see cref="For"/> checks.</summary>
internal sealed class ChainSigner
{
    private readonly SigningKey key;

    private ChainSigner(SigningKey key) => this.key = key;

    /// <exception cref="ChainSetupException">Another key than the genesis names.</exception>
    public static ChainSigner For(string name, Genesis genesis, SigningKey key) => key.PublicKey == genesis.Supernode.Signing
        ? new ChainSigner(key)
        : throw new ChainSetupException(
            $"chain {name} is sealed by {genesis.Supernode.Signing}, and this node's key is {key.PublicKey}",
            "Start it with the supernode's keystore, or set the chain's mode to follower.");

    public SealedHeader Seal(Header header) => new(header, key.Sign(SignedMessage.Seal(header.ChainId, header.Hash)));

    public SignedHead Head(Bytes32 chainId, ulong height, Bytes32 headerHash, ulong timeMillis) =>
        new(chainId, height, headerHash, timeMillis, key.Sign(SignedMessage.Head(chainId, height, headerHash, timeMillis)));

    public Promise Promise(Bytes32 chainId, Bytes32 recordId, ulong timeMillis, ulong deadlineMillis) =>
        new(chainId, recordId, timeMillis, deadlineMillis, key.Sign(SignedMessage.Promise(chainId, recordId, timeMillis, deadlineMillis)));

    public SignedRecord Rejection(Bytes32 chainId, Rejection rejection, ulong issuedAtMillis) =>
        SignedRecord.Verify(Record.Sign(chainId, issuedAtMillis, rejection, key)).OrThrow();
}

using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>A party's own rotation to the next epoch: signed by the key that ends, the new keys signing for themselves.</summary>
public static class KeyRotation
{
    /// <summary>The record from <paramref name="epoch"/> to the one after it: the same keys and time make the same record.</summary>
    /// <param name="keys">The party's.</param>
    /// <param name="epoch">The epoch in force on the chain.</param>
    /// <param name="chainId">The chain that the party is enrolled on.</param>
    /// <param name="isDoctor">A doctor rotates the multisignature key too.</param>
    /// <param name="issuedAtMillis">When it is made.</param>
    public static Record Sign(KeyTree keys, uint epoch, Bytes32 chainId, bool isDoctor, ulong issuedAtMillis)
    {
        using var previous = keys.Signing(epoch);
        using var next = keys.Signing(checked(epoch + 1));
        using var multisignature = keys.Multisignature(epoch + 1);
        var body = new RotateKey
        {
            Keys = PartyKeys.Of(keys, epoch + 1),
            Previous = previous.PublicKey,
            Multisignature = isDoctor ? multisignature.PublicKey.Encoded.ToArray() : ReadOnlyMemory<byte>.Empty,
            ProofOfPossession = isDoctor ? ProofOfPossession.Prove(multisignature, next.PublicKey) : ReadOnlyMemory<byte>.Empty,
        };
        body.PartySignature = next.Sign(SignedMessage.Enrol(chainId, body.UnsignedHash()));
        return Record.Sign(chainId, issuedAtMillis, body, previous);
    }
}

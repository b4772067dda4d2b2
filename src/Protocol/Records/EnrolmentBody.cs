using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>
/// An enrolment: the party's keys and the party's own ENROL signature over all of it, so nobody enrols keys that
/// their owner did not offer for this chain (chain.md §2).
/// </summary>
public abstract class EnrolmentBody : RecordBody
{
    public required PartyKeys Keys { get; init; }

    /// <summary>ENROL by <see cref="PartyKeys.Signing"/> over <see cref="UnsignedHash"/>.</summary>
    public Signature64 PartySignature { get; set; }

    /// <summary>SHA-256 of the canonical body without the party's signature.</summary>
    public Bytes32 UnsignedHash()
    {
        var writer = new CanonicalWriter().Array(FieldsWithoutSignature);
        WriteUnsigned(writer);
        return new Bytes32(SHA256.HashData(writer.ToArray()));
    }

    public sealed override void Write(CanonicalWriter writer)
    {
        writer.Array(FieldsWithoutSignature + 1);
        WriteUnsigned(writer);
        writer.Bytes(PartySignature);
    }

    /// <summary>How many values <see cref="WriteUnsigned"/> writes.</summary>
    protected abstract int FieldsWithoutSignature { get; }

    protected abstract void WriteUnsigned(CanonicalWriter writer);
}

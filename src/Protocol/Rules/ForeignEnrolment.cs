using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>A doctor of another hospital's chain: counts with its chain id, a sealed header and an enrolment proof (chain.md §2).</summary>
internal static class ForeignEnrolment
{
    /// <summary>The sealed header under which the key is proven a doctor's and in force; null where it is not. The seal is still owed.</summary>
    public static SealedHeader? HeaderOf(Grantee doctor) => Read(doctor)?.Header;

    /// <summary>The doctor's first key, as the same proof has it; null where that shows nothing.</summary>
    public static Bytes32? PartyOf(Grantee doctor) => Read(doctor)?.Enrolment.PartyOf(doctor.Key);

    private static (SealedHeader Header, EnrolmentEntry Enrolment)? Read(Grantee doctor)
    {
        var header = SealedHeader.Parse(doctor.SealedHeader.Span);
        var proof = EnrolmentProof.Parse(doctor.EnrolmentProof.Span);
        return header.Ok && proof.Ok && header.Value.Header.ChainId == doctor.ChainId
            && proof.Value.Verify(header.Value.Header.StateRoot, doctor.Key) is { Role: PartyRole.Doctor, IsInForce: true } enrolment
                ? (header.Value, enrolment)
                : null;
    }

    /// <summary>That the hospital sealed that header.</summary>
    public static SignatureObligation SealOf(SealedHeader header, Bytes32 hospital, RefusalReason reason) =>
        new(hospital, SignedMessage.Seal(header.Header.ChainId, header.Header.Hash), header.Seal, reason);
}

using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows;

/// <summary>Who a grantee of another chain is, by the sealed header and enrolment proof that come along (chain.md §2).</summary>
public static class GranteeEnrolment
{
    /// <summary>The enrolment that the grantee's proof shows on the chain of <paramref name="genesis"/>.</summary>
    public static Parsed<EnrolmentEntry> Prove(Grantee grantee, Genesis genesis)
    {
        if (grantee.ChainId != genesis.ChainId)
        {
            return Refusals.WrongChain.With($"grantee of {grantee.ChainId}");
        }

        var header = SealedHeader.Parse(grantee.SealedHeader.Span);
        if (!header.Ok)
        {
            return Refusals.GranteeProofInvalid.With("sealed header");
        }

        if (SealCheck.Refuses(header.Value, genesis) is { } refusal)
        {
            return refusal;
        }

        var proof = EnrolmentProof.Parse(grantee.EnrolmentProof.Span);
        return proof.Ok && proof.Value.Verify(header.Value.Header.StateRoot, grantee.Key) is { } enrolment
            ? enrolment
            : Refusals.GranteeProofInvalid.With("enrolment proof");
    }
}

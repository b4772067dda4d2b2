using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Documents;

/// <summary>A standing grant that could not be given anew.</summary>
/// <param name="GrantId">The grant of the folder before.</param>
/// <param name="Grantee">Its reader.</param>
/// <param name="Refusal">Why.</param>
public sealed record RefusedGrant(Bytes32 GrantId, Bytes32 Grantee, Refusal Refusal);

using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>What a doctor asks for in one share.</summary>
public sealed class DelegationTerms
{
    /// <summary>The visit's chain.</summary>
    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary><see cref="GrantScope.Record"/> or <see cref="GrantScope.Visit"/>.</summary>
    public required GrantScope Scope { get; init; }

    /// <summary>Record id, or the PID for the whole visit.</summary>
    public required ReadOnlyMemory<byte> Target { get; init; }

    /// <summary>The doctor who asks, with the enrolment proof where the visit's chain cannot tell.</summary>
    public required Grantee Grantee { get; init; }

    /// <summary>What the doctor reads for.</summary>
    public required string Purpose { get; init; }

    public required ulong FromMillis { get; init; }

    public required ulong UntilMillis { get; init; }

    /// <summary>Signing key of the proxy.</summary>
    public required Bytes32 Proxy { get; init; }
}

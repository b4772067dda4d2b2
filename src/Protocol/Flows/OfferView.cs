using HospitalChain.Crypto;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows;

/// <summary>What a patient holds an offer against.</summary>
public sealed class OfferView
{
    /// <summary>The visit's chain.</summary>
    public required Bytes32 ChainId { get; init; }

    /// <summary>PID of the visit, 145 bytes.</summary>
    public required ReadOnlyMemory<byte> Pid { get; init; }

    /// <summary>The visit's own signing key.</summary>
    public required Bytes32 VisitSigning { get; init; }

    /// <summary>The record offered about, as proven on the chain; null where there is none.</summary>
    public required RecordEntry? TargetRecord { get; init; }

    /// <summary>The grantee, as proven on the grantee's chain; null where unknown there.</summary>
    public required EnrolmentEntry? Grantee { get; init; }

    /// <summary>Signing key of the proxy that the registry names.</summary>
    public required Bytes32 Proxy { get; init; }

    /// <summary>Shares this patient answered before.</summary>
    public required IReadOnlySet<Bytes32> SharesSeen { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required ulong NowMillis { get; init; }
}

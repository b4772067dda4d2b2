using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>What a folder's owner shares, with whom and until when.</summary>
public sealed class FolderShareTerms
{
    public required Bytes32 ChainId { get; init; }

    public required Bytes32 FolderId { get; init; }

    /// <summary>One document of it, as policy of the proxy; zero for the whole folder, later documents included.</summary>
    public Bytes32 DocumentId { get; init; }

    public required Grantee Grantee { get; init; }

    /// <summary>At most 64 bytes, e.g. <c>HPAYMT</c>.</summary>
    public required string Purpose { get; init; }

    public required ulong FromMillis { get; init; }

    public required ulong UntilMillis { get; init; }

    /// <summary>Signing key of the proxy.</summary>
    public required Bytes32 Proxy { get; init; }
}

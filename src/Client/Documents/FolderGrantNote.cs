using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>A grant that the profile's owner gave.</summary>
/// <param name="GrantId">Record id of the grant.</param>
/// <param name="FolderId">The folder that it reaches into.</param>
/// <param name="DocumentId">The one document it is for; null for the whole folder.</param>
/// <param name="Grantee">Signing key of the reader.</param>
/// <param name="Purpose">What the reader reads for.</param>
/// <param name="UntilMillis">When it ends.</param>
/// <param name="Grant">The canonical record.</param>
/// <param name="Letter">rk for the proxy, until it was mailed; then null.</param>
/// <param name="Replaces">The grant of the folder's predecessor that it goes on from; null for a new one.</param>
public sealed record FolderGrantNote(
    Bytes32 GrantId, Bytes32 FolderId, Bytes32? DocumentId, Bytes32 Grantee, string Purpose, ulong UntilMillis, byte[] Grant, byte[]? Letter, Bytes32? Replaces = null);

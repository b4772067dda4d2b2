using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>A document that is sealed and not yet on its chain. Holds its content key.</summary>
/// <param name="ContentHash">SHA-256 of the sealed file.</param>
/// <param name="ChainId">Chain of its folder.</param>
/// <param name="FolderId">Its folder.</param>
/// <param name="ContentKey">K.</param>
/// <param name="MediaType">IANA media type.</param>
/// <param name="Readers">Who may read at all; none for whoever a grant names.</param>
/// <param name="FromMillis">First millisecond of the access range.</param>
/// <param name="UntilMillis">First millisecond after it.</param>
/// <param name="CreatedMillis">When the document was made.</param>
/// <param name="Record">The canonical record, once it was made.</param>
public sealed record DocumentDraft(
    Bytes32 ContentHash,
    Bytes32 ChainId,
    Bytes32 FolderId,
    byte[] ContentKey,
    string MediaType,
    IReadOnlyList<Bytes32> Readers,
    ulong FromMillis,
    ulong UntilMillis,
    ulong CreatedMillis,
    byte[]? Record);

using HospitalChain.Crypto;

namespace HospitalChain.Client.Documents;

/// <summary>A folder of the profile's owner. Its pair comes from the keystore by the folder's id.</summary>
/// <param name="FolderId">32 random bytes.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="VisitIndex">The patient's visit that owns it; null for a hospital's own.</param>
/// <param name="Title">For the owner's eyes; it never leaves the profile.</param>
/// <param name="RecordId">Record id of its open-folder.</param>
/// <param name="Predecessor">The folder that it continues; null for a first one.</param>
/// <param name="OpenedMillis">When it was opened.</param>
/// <param name="Unfinished">Its opening, or a grant that goes on from its predecessor, has not reached the chain yet.</param>
public sealed record FolderNote(Bytes32 FolderId, Bytes32 ChainId, uint? VisitIndex, string Title, Bytes32 RecordId, Bytes32? Predecessor, ulong OpenedMillis, bool Unfinished = false);

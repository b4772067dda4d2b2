namespace HospitalChain.Client.Documents;

/// <summary>What became of a folder that goes on.</summary>
/// <param name="Folder">The folder that continues it.</param>
/// <param name="Reissued">Grants that were given anew.</param>
/// <param name="Refused">Grants that could not be: their readers read what was there, and nothing later.</param>
public sealed record FolderContinued(FolderNote Folder, IReadOnlyList<FolderGrantNote> Reissued, IReadOnlyList<RefusedGrant> Refused);

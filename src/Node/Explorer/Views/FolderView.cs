namespace HospitalChain.Node.Explorer.Views;

/// <summary>Folders, grants and accesses of one chain, as one viewer sees them.</summary>
/// <param name="FolderCount">How many there are, shown or not; likewise for grants and accesses.</param>
/// <param name="Skip">Accesses left out before the first shown, from the newest.</param>
/// <param name="ReadHeight">The newest block that was read for this.</param>
/// <param name="Forgot">Accesses older than those kept were there.</param>
public sealed record FolderView(
    FolderViewer Viewer,
    IReadOnlyList<FolderRow> Folders,
    int FolderCount,
    IReadOnlyList<GrantRow> Grants,
    int GrantCount,
    IReadOnlyList<AccessPlace> Accesses,
    int AccessCount,
    AccessChart Chart,
    int Skip,
    ulong ReadHeight,
    ulong NewestHeight,
    bool Forgot)
{
    public bool IsComplete => ReadHeight >= NewestHeight;
}

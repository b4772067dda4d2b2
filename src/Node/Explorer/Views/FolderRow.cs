using HospitalChain.Protocol.State;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A folder as it stands.</summary>
/// <param name="Documents">How many were put into it.</param>
/// <param name="Erased">How many of those were erased.</param>
/// <param name="Bytes">Stored size of those that stand.</param>
/// <param name="IsContinued">Another folder goes on from it: it takes no more documents.</param>
public sealed record FolderRow(FolderPlace Place, int Documents, int Erased, ulong Bytes, bool IsContinued)
{
    public static FolderRow Of(FolderPlace place, ChainEntries entries, IEnumerable<DocumentPlace> documents)
    {
        var (count, erased, bytes) = (0, 0, 0UL);
        foreach (var document in documents)
        {
            var isErased = entries.Document(document.RecordId) is { Erased: true };
            (count, erased, bytes) = (count + 1, erased + (isErased ? 1 : 0), bytes + (isErased ? 0 : document.SizeBytes));
        }

        return new FolderRow(place, count, erased, bytes, entries.Folder(place.FolderId) is { Succeeded: true });
    }
}

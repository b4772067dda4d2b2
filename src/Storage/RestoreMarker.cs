using System.Text;
using HospitalChain.Storage.Native;

namespace HospitalChain.Storage;

/// <summary>
/// A file in the store's folder that says: this is not the newest state there was. Every backup carries it from the
/// start, so however it is copied back, the node that opens it knows. While it stands a supernode must seal nothing
/// until its followers confirm that there is no later head (chain.md §6).
/// </summary>
internal static class RestoreMarker
{
    private const string FileName = "RESTORED";

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    public static void Write(string folder, string reason)
    {
        using (var file = new FileStream(Path.Combine(folder, FileName), FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(reason + "\nA supernode seals nothing until its followers confirm that there is no later head.\n"));
            file.Flush(flushToDisk: true);
        }

        DurableFolder.Sync(folder);
    }

    public static void Remove(string folder)
    {
        File.Delete(Path.Combine(folder, FileName));
        DurableFolder.Sync(folder);
    }
}

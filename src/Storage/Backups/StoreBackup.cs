using HospitalChain.Storage.Native;

namespace HospitalChain.Storage.Backups;

/// <summary>Puts a backup that <see cref="StoreEngine.Checkpoint"/> made back in a store's place.</summary>
public static class StoreBackup
{
    /// <summary>
    /// Copies <paramref name="backup"/> to <paramref name="store"/>, which must not exist or be empty. The backup stays
    /// as it is, and the new store counts as restored (<see cref="StoreEngine.IsRestored"/>).
    /// </summary>
    /// <exception cref="StoreException">No backup there, a store in the target's place, or no space.</exception>
    public static void Restore(string backup, string store)
    {
        backup = Path.GetFullPath(backup);
        store = Path.GetFullPath(store);
        if (!File.Exists(Path.Combine(backup, "CURRENT")))
        {
            throw StoreException.Of(StoreErrorCodes.Missing, backup);
        }

        if (Directory.Exists(store) && Directory.EnumerateFileSystemEntries(store).Any())
        {
            throw StoreException.Of(StoreErrorCodes.TargetExists, store);
        }

        StoreFolder.Guard(store, () => Copy(backup, store));
    }

    /// <summary>Under its own name only when whole: a kill half-way leaves no store that a node would open.</summary>
    private static void Copy(string backup, string store)
    {
        var partial = store + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        StoreFolder.Create(partial);
        foreach (var file in Directory.EnumerateFiles(backup))
        {
            CopyFile(file, Path.Combine(partial, Path.GetFileName(file)));
        }

        RestoreMarker.Write(partial, "This store was restored from a backup.");
        if (Directory.Exists(store))
        {
            Directory.Delete(store);
        }

        Directory.Move(partial, store);
        DurableFolder.Sync(Path.GetDirectoryName(store) ?? store);
    }

    private static void CopyFile(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        source.CopyTo(target);
        target.Flush(flushToDisk: true);
    }
}

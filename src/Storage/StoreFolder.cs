namespace HospitalChain.Storage;

/// <summary>The folder around the database, and the file system's failures as <see cref="StoreException"/>.</summary>
internal static class StoreFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int NoSpaceError = 28;
    private const int QuotaError = 122;

    /// <summary>Opening itself writes a little, and shall work where ordinary writes are refused already.</summary>
    private const int OpeningShare = 4;

    /// <summary>Makes the folder if wanted.</summary>
    /// <returns>True when there is no database in it yet.</returns>
    /// <exception cref="StoreException">No store and none wanted, or the remains of one, or no access.</exception>
    public static bool Prepare(string path, StoreOptions options)
    {
        var isNew = PrepareFolder(path, options.CreateIfMissing);
        return DiskFreeBytes(path) >= options.DiskFreeBytesMin / OpeningShare
            ? isNew
            : throw StoreException.Of(StoreErrorCodes.DiskFull, path);
    }

    /// <summary>Free space on the folder's disk.</summary>
    public static long DiskFreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    private static bool PrepareFolder(string path, bool createIfMissing)
    {
        if (File.Exists(Path.Combine(path, "CURRENT")))
        {
            return false;
        }

        if (Directory.Exists(path) && Guard(path, () => Remains(path)) is { } remains)
        {
            // RocksDB would make a new, empty database over them, and a supernode would begin again at height 0.
            throw StoreException.Of(StoreErrorCodes.Corrupt, $"{path} holds {remains} but no CURRENT file");
        }

        if (!createIfMissing)
        {
            throw StoreException.Of(StoreErrorCodes.Missing, path);
        }

        Guard(path, () => Create(path));
        return true;
    }

    /// <summary>Makes a folder that only its owner may read.</summary>
    public static void Create(string path)
    {
        Directory.CreateDirectory(path);
        RestrictToOwner(path);
    }

    /// <summary>Mode 0700.</summary>
    public static void RestrictToOwner(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("the store needs Unix file modes");
        }

        File.SetUnixFileMode(path, OwnerOnly);
    }

    /// <summary>Bytes of all files in the folder.</summary>
    public static long SizeBytes(string path)
    {
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(path).EnumerateFiles())
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // A compaction deleted it meanwhile: it takes no space any more.
                continue;
            }
        }

        return bytes;
    }

    /// <summary>Runs file operations and turns their failures into <see cref="StoreException"/>.</summary>
    public static void Guard(string path, Action action) => Guard(path, () =>
    {
        action();
        return true;
    });

    /// <summary>As the other overload, with a result.</summary>
    public static T Guard<T>(string path, Func<T> function)
    {
        try
        {
            return function();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw StoreException.Of(StoreErrorCodes.AccessDenied, path, exception);
        }
        catch (IOException exception)
        {
            var error = exception.HResult & 0xFFFF;
            var code = error is NoSpaceError or QuotaError ? StoreErrorCodes.DiskFull : StoreErrorCodes.InputOutput;
            throw StoreException.Of(code, $"{path} ({exception.Message})", exception);
        }
    }

    private static string? Remains(string path) => Directory.EnumerateFiles(path)
        .Select(Path.GetFileName)
        .FirstOrDefault(name => name!.EndsWith(".sst", StringComparison.Ordinal)
            || name.EndsWith(".log", StringComparison.Ordinal)
            || name.StartsWith("MANIFEST-", StringComparison.Ordinal));
}

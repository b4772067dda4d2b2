using System.Runtime.InteropServices;

namespace HospitalChain.Storage.Native;

/// <summary>Turns RocksDB's error strings into <see cref="StoreException"/>s with a stable code.</summary>
internal static class RocksErrors
{
    /// <summary>Frees <paramref name="error"/> and throws what it says; does nothing when it is zero.</summary>
    /// <param name="error">A native string, or zero.</param>
    /// <param name="path">The store concerned.</param>
    public static void ThrowIf(nint error, string path)
    {
        if (Take(error) is { } text)
        {
            throw From(text, path);
        }
    }

    /// <summary>Copies and frees a native error string; null when there is none.</summary>
    public static string? Take(nint error)
    {
        if (error == 0)
        {
            return null;
        }

        try
        {
            return Marshal.PtrToStringUTF8(error) ?? string.Empty;
        }
        finally
        {
            RocksDb.Free(error);
        }
    }

    /// <summary>The exception for one of RocksDB's status texts ("IO error: …", "Corruption: …").</summary>
    public static StoreException From(string text, string path)
    {
        var code = CodeOf(text);
        return new StoreException(code, $"{StoreErrorCodes.Summary(code)}: {path} ({text})", StoreErrorCodes.Hint(code));
    }

    private static string CodeOf(string text)
    {
        if (Has(text, "No space left on device") || Has(text, "Disk quota exceeded") || Has(text, "File too large")
            || Has(text, "Space limit reached"))
        {
            return StoreErrorCodes.DiskFull;
        }

        if (Has(text, "LOCK:") && (Has(text, "lock hold by current process") || Has(text, "While lock file")))
        {
            return Has(text, "Permission denied") ? StoreErrorCodes.AccessDenied : StoreErrorCodes.Locked;
        }

        if (Has(text, "Permission denied") || Has(text, "Read-only file system"))
        {
            return StoreErrorCodes.AccessDenied;
        }

        if (text.StartsWith("Corruption:", StringComparison.Ordinal) || Has(text, "Can't access") || Has(text, "Bad table magic number"))
        {
            return StoreErrorCodes.Corrupt;
        }

        if (Has(text, "does not exist (create_if_missing is false)"))
        {
            return StoreErrorCodes.Missing;
        }

        // A file that the manifest names and the folder lacks is damage, not absence.
        return Has(text, "No such file or directory") ? StoreErrorCodes.Corrupt : StoreErrorCodes.InputOutput;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);
}

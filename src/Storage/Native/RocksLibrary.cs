using System.Runtime.InteropServices;

namespace HospitalChain.Storage.Native;

/// <summary>Loads the library once and refuses another version with an error that names the fix.</summary>
internal static class RocksLibrary
{
    private const string VersionWanted = "7.8.";
    private const string VersionLine = "rocksdb_version=";

    private static readonly Lazy<string?> Problem = new(FindProblem);

    /// <exception cref="StoreException"><see cref="StoreErrorCodes.NativeLibrary"/>.</exception>
    public static void Require()
    {
        if (Problem.Value is { } problem)
        {
            throw StoreException.Of(StoreErrorCodes.NativeLibrary, problem);
        }
    }

    /// <summary>
    /// The version that opened the database. The C API has no call for it, but the library writes it into the OPTIONS
    /// file at each opening; where it could not, the soname alone stands for 7.8.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCodes.NativeLibrary"/> when it is another.</exception>
    public static string RequireVersion(string path)
    {
        var newest = Directory.EnumerateFiles(path, "OPTIONS-*").Where(IsNumbered).OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal).LastOrDefault();
        var line = newest is null ? null : File.ReadLines(newest).FirstOrDefault(IsVersionLine);
        var version = line?.Trim()[VersionLine.Length..] ?? VersionWanted + "x";
        return version.StartsWith(VersionWanted, StringComparison.Ordinal)
            ? version
            : throw StoreException.Of(StoreErrorCodes.NativeLibrary, $"{RocksDb.Library} is version {version}, {VersionWanted}x is needed");
    }

    private static bool IsNumbered(string file) => file.AsSpan()[^1] is >= '0' and <= '9';

    private static bool IsVersionLine(string line) => line.AsSpan().TrimStart().StartsWith(VersionLine, StringComparison.Ordinal);

    private static string? FindProblem()
    {
        if (!NativeLibrary.TryLoad(RocksDb.Library, typeof(RocksLibrary).Assembly, searchPath: null, out var library))
        {
            return $"{RocksDb.Library} was not found on this machine";
        }

        return NativeLibrary.TryGetExport(library, "rocksdb_batched_multi_get_cf", out _)
            ? null
            : $"{RocksDb.Library} lacks functions of RocksDB 7.8";
    }
}

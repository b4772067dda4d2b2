using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto;
using HospitalChain.Keystore.Native;

namespace HospitalChain.Keystore;

/// <summary>
/// A keystore's place on disk: read whole, replaced whole. A replacement is written beside it, flushed, renamed over it,
/// and the folder flushed, so that a crash at any moment leaves the old bytes or the new ones.
/// </summary>
internal sealed class KeystoreSlot
{
    private readonly string path;

    /// <param name="path">A file or where one shall be; a link is followed, so that it stays one.</param>
    public KeystoreSlot(string path)
    {
        var full = Path.GetFullPath(path);
        this.path = File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
    }

    public bool Exists => Path.Exists(path);

    private string Folder => Path.GetDirectoryName(path) ?? throw new IOException("a keystore cannot be a root folder");

    private string Replacement => path + ".new";

    /// <summary>Waits until no other process or thread changes this keystore, and keeps it so until disposed.</summary>
    public IDisposable Hold(bool createFolder = false)
    {
        if (createFolder)
        {
            Directory.CreateDirectory(Folder, FileModes.OwnerFolder);
        }

        return Posix.HoldFile(path + ".lock"); // a file of its own, since the keystore's is replaced
    }

    public bool TryRead([NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out KeystoreRefusal? refusal)
    {
        bytes = null;
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            refusal = KeystoreRefusal.KeystoreMissing;
            return false;
        }

        using (file)
        {
            refusal = FileModes.IsOthers(file.SafeFileHandle) ? KeystoreRefusal.KeystoreReadable
                : file.Length > KeystoreEnvelope.BytesMax ? KeystoreRefusal.KeystoreDamaged
                : null;
            if (refusal is null)
            {
                bytes = new byte[file.Length];
                file.ReadExactly(bytes);
            }
        }

        return bytes is not null;
    }

    /// <summary>Durable when it returns.</summary>
    public void Replace(ReadOnlySpan<byte> bytes)
    {
        File.Delete(Replacement); // left by a crash, perhaps with another mode
        using (var file = new FileStream(Replacement, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = FileModes.Owner,
            BufferSize = 0,
        }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(Replacement, path, overwrite: true);
        Posix.FlushFolder(Folder);
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HospitalChain.Keystore.Native;

/// <summary>Two calls of the C library that .NET does not offer: a lock that waits, and the flushing of a folder.</summary>
internal static partial class Posix
{
    private const string Library = "libc";
    private const int LockExclusive = 2;
    private const int OpenReadOnly = 0;
    private const int OpenReadWrite = 2;
    private const int OpenCreate = 0x40;
    private const int OpenCloseOnExec = 0x80000;
    private const int Interrupted = 4;
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>
    /// Makes the file if need be, for its owner only, and waits for its exclusive lock, which ends when the handle is
    /// closed. (.NET's own opening would not wait: it tries the lock and fails.)
    /// </summary>
    /// <exception cref="IOException">The file cannot be made, or the file system has no locks.</exception>
    public static SafeHandle HoldFile(string path)
    {
        var descriptor = open(path, OpenReadWrite | OpenCreate | OpenCloseOnExec, OwnerOnly);
        if (descriptor < 0)
        {
            throw Failure("cannot make the keystore's lock file");
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        while (flock(descriptor, LockExclusive) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                file.Dispose();
                throw Failure("cannot lock the keystore");
            }
        }

        return file;
    }

    /// <summary>Makes a rename in this folder durable.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void FlushFolder(string path)
    {
        var folder = open(path, OpenReadOnly | OpenCloseOnExec, 0);
        if (folder < 0)
        {
            throw Failure("cannot open the keystore's folder");
        }

        try
        {
            if (fsync(folder) != 0)
            {
                throw Failure("cannot flush the keystore's folder");
            }
        }
        finally
        {
            _ = close(folder);
        }
    }

    private static IOException Failure(string what)
    {
        var cause = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"{what}: {cause.Message}", cause);
    }

    [LibraryImport(Library, SetLastError = true)]
    private static partial int flock(int file, int operation);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport(Library)]
    private static partial int close(int file);
}

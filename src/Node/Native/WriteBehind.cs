using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HospitalChain.Node.Native;

/// <summary>
/// Tells the system to begin writing a part of a file to the disk, so that the sync at the end finds little left to do. A hint
/// and no promise: where it is not known or fails, the sync does it all.
/// </summary>
internal static class WriteBehind
{
    private const uint StartWriting = 2; // SYNC_FILE_RANGE_WRITE

    public static void Start(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SyncFileRange(file, offset, count, StartWriting);
        }
    }

    [DllImport("libc", EntryPoint = "sync_file_range")]
    private static extern int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);
}

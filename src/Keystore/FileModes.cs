using Microsoft.Win32.SafeHandles;

namespace HospitalChain.Keystore;

/// <summary>Permissions of files that hold secrets.</summary>
internal static class FileModes
{
    /// <summary>0600.</summary>
    public const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0700, for a folder.</summary>
    public const UnixFileMode OwnerFolder = Owner | UnixFileMode.UserExecute;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>True when anyone but the owner has access to the open file.</summary>
    public static bool IsOthers(SafeFileHandle file) => (File.GetUnixFileMode(file) & Others) != UnixFileMode.None;
}

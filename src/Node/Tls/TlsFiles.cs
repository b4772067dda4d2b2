using System.Text;
using HospitalChain.Node.Native;

namespace HospitalChain.Node.Tls;

/// <summary>Small files beside the certificate, for the owner only, each whole or not there.</summary>
internal static class TlsFiles
{
    public static void Write(string path, string content)
    {
        var fresh = path + ".new";
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(fresh, create))
        {
            file.Write(Encoding.ASCII.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        Move(fresh, path, overwrite: false);
    }

    public static void Move(string from, string to, bool overwrite)
    {
        File.Move(from, to, overwrite);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace HospitalChain.Node.Admin;

/// <summary>
/// The key to local administration: 32 random bytes in a file only the node's user can read. Whoever can read the data
/// directory can administrate; nobody else can.
/// </summary>
public sealed class AdminToken
{
    public const string FileName = "admin.token";

    private readonly byte[] token;

    private AdminToken(byte[] token) => this.token = token;

    /// <summary>Makes a new token at each start and writes it to <paramref name="dataDirectory"/>, mode 0600.</summary>
    public static AdminToken Create(string dataDirectory)
    {
        var text = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, FileName);
        File.Delete(path);
        using var file = new FileStream(path, create);
        file.Write(Encoding.ASCII.GetBytes(text));
        return new AdminToken(Encoding.ASCII.GetBytes(text));
    }

    public bool Matches(string candidate) => CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(candidate));
}

using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;

namespace HospitalChain.TestKit;

/// <summary>A folder with its pair, derived from a name, and its owner's signing key.</summary>
public sealed class TestFolder(string name, SigningKey owner)
{
    public Bytes32 Id { get; } = new(SHA256.HashData(Encoding.UTF8.GetBytes("folder " + name)));

    public P21KeyPair Pair { get; } = new Party("folders").Keys.P21Folder(SHA256.HashData(Encoding.UTF8.GetBytes("folder " + name)));

    public SigningKey Owner { get; } = owner;
}

using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.TestKit;

/// <summary>A party with real keys, derived from a name so that every run has the same.</summary>
public sealed class Party
{
    public Party(string name)
    {
        Name = name;
        Keys = new KeyTree(SHA256.HashData(Encoding.UTF8.GetBytes("test party " + name)));
        Signing = Keys.Signing(0);
        Sealing = Keys.Sealing(0);
    }

    public string Name { get; }

    public KeyTree Keys { get; }

    public SigningKey Signing { get; }

    public SealingKey Sealing { get; }

    public Bytes32 Key => Signing.PublicKey;

    public Bytes32 TlsFingerprint => new(SHA256.HashData(Encoding.UTF8.GetBytes("certificate " + Name)));

    public PartyKeys PartyKeys => new()
    {
        Signing = Key,
        Sealing = Sealing.PublicKey.Encoded.ToArray(),
        P21Receiving = Keys.P21Receiving(0).PublicKey.Encoded.ToArray(),
    };
}

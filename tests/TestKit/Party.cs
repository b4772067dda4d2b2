using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.TestKit;

/// <summary>A party with real keys, derived from a name so that every run has the same.</summary>
public sealed class Party
{
    /// <param name="name">Its keys come from it.</param>
    /// <param name="tlsFingerprint">Certificate of its real node; without one, made up from the name.</param>
    /// <param name="epoch">Of its keys.</param>
    public Party(string name, Bytes32? tlsFingerprint = null, uint epoch = 0)
    {
        Name = name;
        Epoch = epoch;
        TlsFingerprint = tlsFingerprint ?? new(SHA256.HashData(Encoding.UTF8.GetBytes("certificate " + name)));
        Keys = new KeyTree(SeedOf(name));
        Signing = Keys.Signing(epoch);
        Sealing = Keys.Sealing(epoch);
    }

    /// <summary>The seed of a party's keys, for a keystore.</summary>
    public static byte[] SeedOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes("test party " + name));

    public string Name { get; }

    public KeyTree Keys { get; }

    public SigningKey Signing { get; }

    public SealingKey Sealing { get; }

    public Bytes32 Key => Signing.PublicKey;

    public Bytes32 TlsFingerprint { get; }

    public uint Epoch { get; }

    public PartyKeys PartyKeys => PartyKeys.Of(Keys, Epoch);

    /// <summary>The same party under the keys of its next epoch.</summary>
    public Party Next() => new(Name, TlsFingerprint, Epoch + 1);
}

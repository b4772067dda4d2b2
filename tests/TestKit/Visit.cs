using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;

namespace HospitalChain.TestKit;

/// <summary>A patient's visit with its keys, claim and evidence.</summary>
public sealed class Visit
{
    public Visit(Party patient, uint number, World world, ReadOnlyMemory<byte> alpha = default)
    {
        Id = patient.Name;
        Alpha = alpha.IsEmpty ? SHA256.HashData(Encoding.UTF8.GetBytes($"alpha {patient.Name} {number}")) : alpha.ToArray();
        Key = patient.Keys.VisitKey(number);
        Signing = patient.Keys.VisitSigning(number);
        Sealing = patient.Keys.VisitSealing(number);
        Claim = new VisitClaim
        {
            Pid = PseudoIdentity.Make(patient.Name, world.Hospital.Sealing.PublicKey),
            VisitKey = Key.PublicKey().Encoded.ToArray(),
            Keys = new PartyKeys
            {
                Signing = Signing.PublicKey,
                Sealing = Sealing.PublicKey.Encoded.ToArray(),
                P21Receiving = patient.Keys.P21Receiving(number).PublicKey.Encoded.ToArray(),
            },
            EvidenceHash = Evidence.Hash(Alpha),
            ChainId = world.HospitalGenesis.ChainId,
            TimeMillis = World.StartMillis,
        };
    }

    public string Id { get; }

    public byte[] Alpha { get; }

    public SecretScalar Key { get; }

    public SigningKey Signing { get; }

    public SealingKey Sealing { get; }

    public VisitClaim Claim { get; }

    public Signature64 Signature => Signing.Sign(SignedMessage.Visit(Claim.ChainId, Claim.Hash()));
}

using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Escrow;
using HospitalChain.Protocol.Records;

namespace HospitalChain.TestKit;

/// <summary>Escrows and emergencies as their parties would write them.</summary>
public static class Emergencies
{
    /// <summary>A patient shares the inverse of a visit's key; any doctor or party by name holds.</summary>
    public static Record Escrow(this World world, Visit visit, EscrowPurpose purpose, IReadOnlyList<Party> holders, int needed, SecretScalar? key = null, SigningKey? author = null)
    {
        var chainId = world.HospitalGenesis.ChainId;
        var context = Protocol.Records.Escrow.Context(chainId, visit.Claim.Pid.Span, purpose);
        using var dealing = EscrowDealing.Deal(key ?? visit.Key, needed, holders.Count, context);
        var shares = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < holders.Count; i++)
        {
            var share = new byte[SecretScalar.Size];
            dealing.Shares[i].CopyTo(share);
            var aad = Protocol.Records.Escrow.ShareContext(chainId, visit.Claim.Pid.Span, purpose, (uint)i + 1, holders[i].Key);
            shares.Add(Sealing.Seal(holders[i].Sealing.PublicKey, Protocol.Records.Escrow.SealPurpose, share, aad));
        }

        return Record.Sign(chainId, World.StartMillis, new Escrow
        {
            Pid = visit.Claim.Pid,
            Purpose = purpose,
            Holders = [.. holders.Select(holder => holder.Key)],
            Commitments = [.. dealing.Commitments.Points.Select(point => (ReadOnlyMemory<byte>)point.Encoded.ToArray())],
            Proof = dealing.Proof,
            Shares = shares,
            Seeds = purpose == EscrowPurpose.Recovery ? EscrowedSeeds.Seal(visit.Key, new byte[EscrowedSeeds.Size], context) : ReadOnlyMemory<byte>.Empty,
        }, author ?? visit.Signing);
    }

    /// <summary>A patient takes an escrow back.</summary>
    public static Record Withdraw(this World world, Visit visit, Bytes32 escrowId) => Withdraw(world, visit.Signing, escrowId);

    /// <summary>The same, by whoever signs.</summary>
    public static Record Withdraw(this World world, SigningKey author, Bytes32 escrowId) =>
        Record.Sign(world.HospitalGenesis.ChainId, World.StartMillis, new EscrowWithdraw { EscrowId = escrowId }, author);

    /// <summary>Terms of an emergency; the first officer leads.</summary>
    public static BreakGlassTerms Terms(this World world, Visit visit, Bytes32 escrowId, IReadOnlyList<Party> officers, ulong untilMillis, ulong reviewMillis = 1000, string nonce = "nonce") => new()
    {
        ChainId = world.HospitalGenesis.ChainId,
        EscrowId = escrowId,
        Visit = visit.Signing.PublicKey,
        Reason = "ETREAT",
        Officers = [.. officers.Select(officer => officer.Key)],
        UntilMillis = untilMillis,
        ReviewDueMillis = untilMillis + reviewMillis,
        Nonce = new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes(nonce))),
    };

    /// <summary>Officers open.</summary>
    public static Record Open(this World world, BreakGlassTerms terms, IReadOnlyList<Party> officers, Party? author = null, Party? forger = null) => Record.Sign(
        terms.ChainId,
        World.StartMillis,
        new BreakGlassOpen
        {
            Terms = terms,
            Signatures = [.. officers.Select(officer => (officer == forger ? world.Cloud : officer).Signing.Sign(SignedMessage.BreakGlass(terms.ChainId, terms.Hash)))],
            Statement = Sealing.Seal(world.Hospital.Sealing.PublicKey, BreakGlassOpen.SealPurpose, "unconscious at admission"u8, terms.Hash.ToArray()),
        },
        (author ?? officers[0]).Signing);

    /// <summary>A read under an emergency, as a store notes it.</summary>
    public static Record Read(this World world, Bytes32 openId, Bytes32 recordId, Party officer, ulong atMillis = World.StartMillis)
    {
        var request = AccessRequest.Sign(world.HospitalGenesis.ChainId, recordId, openId, new Bytes32(RandomNumberGenerator.GetBytes(32)), atMillis, officer.Signing);
        return Record.Sign(world.HospitalGenesis.ChainId, atMillis, new Access { Request = request, Delivered = true, RefusalCode = string.Empty, Requests = 1 }, world.Cloud.Signing);
    }

    public static Record Close(this World world, Bytes32 openId, Party author, params IEnumerable<Bytes32> opened) =>
        Record.Sign(world.HospitalGenesis.ChainId, World.StartMillis, new BreakGlassClose { OpenId = openId, Opened = [.. opened.Distinct().Order()] }, author.Signing);

    public static Record Review(this World world, Bytes32 openId, Party author, ReviewVerdict verdict) =>
        Record.Sign(world.HospitalGenesis.ChainId, World.StartMillis, new Review { OpenId = openId, Verdict = verdict }, author.Signing);
}

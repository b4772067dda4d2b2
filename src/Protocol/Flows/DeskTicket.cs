using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows;

/// <summary>
/// What the hospital's desk hands the patient (chain.md §7): where to register, under which keys, and α. Whoever holds
/// it can register once in the patient's place: it goes from hand to hand and over no network. Canonical: [1, chain
/// id, hospital's sealing key, node key, TLS fingerprint, address, α].
/// </summary>
public sealed class DeskTicket
{
    private const ulong Version = 1;
    private const int Fields = 7;

    public required Bytes32 ChainId { get; init; }

    /// <summary>65 bytes; the genesis of the chain names the same key.</summary>
    public required ReadOnlyMemory<byte> HospitalSealing { get; init; }

    public required Bytes32 NodeKey { get; init; }

    /// <summary>SHA-256 of the node's certificate: what the patient's client pins.</summary>
    public required Bytes32 TlsFingerprint { get; init; }

    /// <summary>Absolute https address of the hospital's node.</summary>
    public required string Address { get; init; }

    /// <summary>α, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Alpha { get; init; }

    /// <summary>H(α): names the ticket without giving it away.</summary>
    public Bytes32 EvidenceHash => Evidence.Hash(Alpha.Span);

    public static Parsed<DeskTicket> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var ticket = new DeskTicket
        {
            ChainId = reader.Bytes32(),
            HospitalSealing = reader.Fixed(RecordLimits.SealingKeyBytes),
            NodeKey = reader.Bytes32(),
            TlsFingerprint = reader.Bytes32(),
            Address = reader.Text(FlowLimits.AddressBytesMax),
            Alpha = reader.Fixed(Evidence.AlphaSize),
        };
        return reader.Complete
            && SealingPublicKey.TryDecode(ticket.HospitalSealing.Span, out _)
            && Uri.TryCreate(ticket.Address, UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttps
                ? ticket
                : Refusals.TicketInvalid.With("ticket");
    }

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .Bytes(ChainId).Bytes(HospitalSealing.Span).Bytes(NodeKey).Bytes(TlsFingerprint).Text(Address).Bytes(Alpha.Span).ToArrayAndClear();

    public override string ToString() => "DeskTicket"; // never α
}

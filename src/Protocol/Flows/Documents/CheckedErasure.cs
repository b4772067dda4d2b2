using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Documents;

/// <summary>An erasure that stands on the chain with every signature in it right. Only <see cref="Check"/> makes one.</summary>
public sealed class CheckedErasure
{
    private CheckedErasure(ErasureCertificate certificate, ProvenRecord record)
    {
        Certificate = certificate;
        Record = record;
    }

    /// <summary>Who ordered it and who confirmed, when.</summary>
    public ErasureCertificate Certificate { get; }

    /// <summary>The erasure's record and the block it stands in.</summary>
    public ProvenRecord Record { get; }

    /// <summary>
    /// Checks an erasure offline. That every holder was asked is the chain's rule, which its followers hold its blocks to;
    /// this shows which holders signed.
    /// </summary>
    /// <param name="proof">Proof of the erasure's record.</param>
    /// <param name="genesis">The trust root.</param>
    /// <param name="file">The certificate in hand, when there is one: it must be the chain's.</param>
    public static Parsed<CheckedErasure> Check(RecordProof proof, Genesis genesis, ErasureCertificate? file = null)
    {
        var proven = proof.Verify(genesis);
        if (!proven.Ok)
        {
            return proven.Refusal;
        }

        if (proven.Value.Record.Body is not Erasure { Certificate: var certificate })
        {
            return Refusals.ErasureInvalid.With($"record {proof.Record.Id} is a {proof.Record.Kind}");
        }

        if (file is not null && file.Hash != certificate.Hash)
        {
            return Refusals.ErasureInvalid.With("the certificate is not the one on the chain");
        }

        if (certificate.Order.ChainId != genesis.ChainId || !certificate.Order.SignatureIsValid())
        {
            return Refusals.ErasureInvalid.With("the order");
        }

        var wrong = certificate.Confirmations.FirstOrDefault(confirmation => !confirmation.SignatureIsValid(certificate.Order));
        return wrong is not null
            ? Refusals.ErasureInvalid.With($"confirmation of {wrong.Holder}")
            : new CheckedErasure(certificate, proven.Value);
    }

    /// <summary>The holder signed that it destroyed what it held.</summary>
    public bool IsConfirmedBy(Bytes32 holder) => Certificate.IsConfirmedBy(holder);
}

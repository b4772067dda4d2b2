using System.Security.Cryptography;
using HospitalChain.Client.Doctors;
using HospitalChain.Client.Api;
using HospitalChain.Client.Transfers;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Crypto.Native;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Devnet.Day;

/// <summary>Diagnoses that a cheating doctor makes, each right in all but one thing.</summary>
internal sealed class ForgedDiagnosis(Scene scene, Person doctor, DoctorAssignment assignment)
{
    /// <summary>Everything right but the evidence: an α that the hospital never issued.</summary>
    public Task<Record> WithForgedEvidenceAsync(string text) => MakeAsync(text, capsule => capsule.Encoded.ToArray(), Evidence.NewAlpha());

    /// <summary>C2·δ and C5·δ⁻¹: the paper's single equation holds, the record could never be opened (crypto.md §5).</summary>
    public Task<Record> WithMalleatedCapsuleAsync(string text)
    {
        var delta = Delta();
        return MakeAsync(text, capsule => Shifted(capsule, shiftC2: delta, shiftC5: delta.Negate()), null);
    }

    /// <summary>Two records, C5·δ and C5·δ⁻¹: each is wrong, and a batch with one exponent a capsule would not see it.</summary>
    public async Task<(Record One, Record Other)> CancellingPairAsync(string text)
    {
        var delta = Delta();
        return (await MakeAsync(text + " 1", capsule => Shifted(capsule, shiftC2: null, shiftC5: delta), null),
            await MakeAsync(text + " 2", capsule => Shifted(capsule, shiftC2: null, shiftC5: delta.Negate()), null));
    }

    private async Task<Record> MakeAsync(string text, Func<L19Capsule, byte[]> spoil, byte[]? alpha)
    {
        var session = doctor.Session;
        var identity = session.OwnIdentity();
        var visit = await session.Chains.VisitAsync(assignment.ChainId, assignment.Pid, identity, CancellationToken.None)
            ?? throw new DevnetException("the visit is not on the chain");
        var content = RandomNumberGenerator.GetBytes(64);
        var path = Path.Combine(scene.Network.Layout.Root, "documents", "forged-" + Convert.ToHexStringLower(content[..8]));
        await File.WriteAllBytesAsync(path, content);
        var hash = new Bytes32(SHA256.HashData(content));
        var context = RecordContext.ForDiagnosis(assignment.ChainId, identity.Key.PublicKey, assignment.Pid.Span, visit.VisitKey.Span, hash);
        var receipt = await ContentUpload.StoreAsync(scene.At(NodeName.Cloud, doctor), path, hash, ReceiptOrder.ForDiagnosis(assignment.ChainId, assignment.Pid, visit.VisitKey), context, CancellationToken.None);
        if (!G1.TryDecode(visit.VisitKey.Span, out var visitKey)
            || !SealingPublicKey.TryDecode(scene.Network.ChainA.Supernode.Sealing.Span, out var hospital))
        {
            throw new DevnetException("a key on the chain does not decode");
        }

        using var symptom = Symptom.FromCode("http://snomed.info/sct", "386661006");
        var message = SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(text));
        var used = alpha ?? assignment.Alpha.ToArray();
        var body = new Diagnosis
        {
            HospitalPid = assignment.HospitalPid,
            Pid = assignment.Pid,
            Capsule = spoil(L19Encryption.Encrypt(visitKey, symptom, message, context.ToArray())),
            SealedEvidence = Evidence.Seal(hospital, used, assignment.Id, assignment.HospitalPid.Span, identity.Key.PublicKey, context),
            EvidenceTag = Evidence.Tag(used, context, identity.Key.PublicKey),
            Content = new ContentReceipt
            {
                ContentHash = hash,
                SizeBytes = (ulong)receipt.SizeBytes,
                MediaType = "application/octet-stream",
                Store = receipt.Store,
                TimeMillis = receipt.TimeMillis,
                Signature = receipt.Signature,
            },
        };
        return Record.Sign(assignment.ChainId, session.NowMillis, body, identity.Key);
    }

    private static P1 Delta()
    {
        using var scalar = SecretScalar.Random();
        return PointOf(scalar.PublicKey());
    }

    private static P1 PointOf(G1 point) => P1.FromAffine(point.Point);

    private static byte[] Shifted(L19Capsule capsule, P1? shiftC2, P1? shiftC5)
    {
        var bytes = capsule.Encoded.ToArray();
        if (shiftC2 is { } one)
        {
            new G1(PointOf(capsule.C2).Add(one)).Encoded.CopyTo(bytes.AsSpan(L19Capsule.C2Offset));
        }

        if (shiftC5 is { } other)
        {
            new G1(PointOf(capsule.C5).Add(other)).Encoded.CopyTo(bytes.AsSpan(L19Capsule.C5Offset));
        }

        return bytes;
    }
}

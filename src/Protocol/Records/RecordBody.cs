using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Records;

/// <summary>What a record of one kind says. Its canonical form is an array whose first value is the body's version.</summary>
public abstract class RecordBody
{
    /// <summary>The version every body of this release has.</summary>
    protected const ulong Version = 1;

    /// <summary>One of <see cref="RecordKinds"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>Writes the body's array.</summary>
    public abstract void Write(CanonicalWriter writer);

    /// <summary>The body's canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>A body alone, from exactly its canonical bytes; null for an unknown kind or other bytes.</summary>
    public static RecordBody? Parse(string kind, ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        var body = Read(kind, ref reader);
        return reader.Complete ? body : null;
    }

    /// <summary>Reads the body of <paramref name="kind"/>; an unknown kind fails the reader.</summary>
    internal static RecordBody? Read(string kind, ref CanonicalReader reader) => kind switch
    {
        RecordKinds.EnrolHospital => EnrolHospital.Read(ref reader),
        RecordKinds.EnrolCloud or RecordKinds.EnrolProxy or RecordKinds.EnrolNode => EnrolServer.ReadServer(kind, ref reader),
        RecordKinds.EnrolThirdParty => EnrolThirdParty.Read(ref reader),
        RecordKinds.EnrolDoctor => EnrolDoctor.Read(ref reader),
        RecordKinds.RotateKey => RotateKey.Read(ref reader),
        RecordKinds.RotateTls => RotateTls.Read(ref reader),
        RecordKinds.Retire => Retire.Read(ref reader),
        RecordKinds.RegisterVisit => RegisterVisit.Read(ref reader),
        RecordKinds.CloseVisit => CloseVisit.Read(ref reader),
        RecordKinds.Diagnosis => Diagnosis.Read(ref reader),
        RecordKinds.TeamOpen => TeamOpen.Read(ref reader),
        RecordKinds.TeamStep => TeamStep.Read(ref reader),
        RecordKinds.TeamDiagnosis => TeamDiagnosis.Read(ref reader),
        RecordKinds.OpenFolder => OpenFolder.Read(ref reader),
        RecordKinds.Document => Document.Read(ref reader),
        RecordKinds.Grant => Grant.Read(ref reader),
        RecordKinds.Revoke => Revoke.Read(ref reader),
        RecordKinds.Access => Access.Read(ref reader),
        RecordKinds.RevocationReceipt => RevocationReceipt.Read(ref reader),
        RecordKinds.Erasure => Erasure.Read(ref reader),
        RecordKinds.Escrow => Escrow.Read(ref reader),
        RecordKinds.EscrowWithdraw => EscrowWithdraw.Read(ref reader),
        RecordKinds.BreakGlassOpen => BreakGlassOpen.Read(ref reader),
        RecordKinds.BreakGlassClose => BreakGlassClose.Read(ref reader),
        RecordKinds.Review => Review.Read(ref reader),
        RecordKinds.Rejection => Rejection.Read(ref reader),
        RecordKinds.Report => Report.Read(ref reader),
        RecordKinds.Disclosure => Disclosure.Read(ref reader),
        RecordKinds.Verdict => Verdict.Read(ref reader),
        RecordKinds.Sanction => Sanction.Read(ref reader),
        RecordKinds.Appeal => Appeal.Read(ref reader),
        RecordKinds.Restoration => Restoration.Read(ref reader),
        _ => Unknown(ref reader),
    };

    private static RecordBody? Unknown(ref CanonicalReader reader)
    {
        reader.Fail();
        return null;
    }
}

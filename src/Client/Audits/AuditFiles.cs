using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Audit;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Client.Audits;

/// <summary>An exported trail: the file for people and programs, its maker's signature, and the proofs behind it.</summary>
/// <param name="File">The trail as it was written.</param>
/// <param name="Export">The signature beside it.</param>
/// <param name="Proofs">The proofs beside it.</param>
/// <param name="Lines">How many accesses it tells of.</param>
/// <param name="Height">The newest block that was read.</param>
public sealed record AuditFiles(byte[] File, AuditExport Export, AuditProofs Proofs, int Lines, ulong Height)
{
    /// <summary>Checks a trail offline: the maker's signature, every proof, and that the file says exactly what they say.</summary>
    /// <exception cref="RefusedException">Any of it does not hold.</exception>
    public static AuditTrail Check(ReadOnlySpan<byte> file, AuditExport export, AuditProofs proofs, Genesis genesis)
    {
        var trail = AuditTrail.From(genesis, proofs.Accesses, proofs.Grants, proofs.Subjects).OrRefuse();
        export.Refuses(file, trail).ThrowIfAny();
        return trail;
    }
}

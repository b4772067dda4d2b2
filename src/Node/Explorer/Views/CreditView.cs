namespace HospitalChain.Node.Explorer.Views;

/// <summary>Doctors and rejections of a chain, as far as the blocks were read for it.</summary>
/// <param name="Rejections">Newest first, from <paramref name="Skip"/> on.</param>
/// <param name="RejectionCount">All that were found.</param>
/// <param name="ReadHeight">Blocks up to here were read.</param>
/// <param name="NewestHeight">Blocks on this node's disk.</param>
public sealed record CreditView(
    IReadOnlyList<DoctorRow> Doctors, IReadOnlyList<RejectionRow> Rejections, int Skip, int RejectionCount, ulong ReadHeight, ulong NewestHeight)
{
    public bool IsComplete => ReadHeight >= NewestHeight;
}

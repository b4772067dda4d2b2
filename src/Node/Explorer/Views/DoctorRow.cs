using HospitalChain.Crypto;
using HospitalChain.Node.Chains;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A doctor's credit as one line.</summary>
/// <param name="Refused">Records of this key that stand in rejections, whatever they cost.</param>
/// <param name="ExpelledAtHeight">0 while in good standing.</param>
public sealed record DoctorRow(
    Bytes32 Key, string Department, uint Points, uint Start, uint Bound, int Refused, ulong ExpelledAtHeight, ulong EnrolledAtHeight, Bytes32 EnrolmentId)
{
    public bool Expelled => ExpelledAtHeight != 0;

    public static DoctorRow Of(ChainHost host, DoctorPlace place, int refused)
    {
        var (entries, parameters) = (host.Chain.Entries, host.Genesis.Parameters);
        var credit = entries.Credit(place.Key);
        return new DoctorRow(
            place.Key,
            entries.Enrolment(place.Key)?.Department ?? string.Empty,
            credit?.Points ?? parameters.CreditStart,
            parameters.CreditStart,
            parameters.CreditLowerBound,
            refused,
            credit?.ExpelledAtHeight ?? 0,
            place.Height,
            place.RecordId);
    }
}

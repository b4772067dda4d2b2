using HospitalChain.Crypto;
using HospitalChain.Node.Chains;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>A doctor's credit as one line.</summary>
/// <param name="Key">The key in force.</param>
/// <param name="Refused">Records of the doctor's that stand in rejections, whatever they cost.</param>
/// <param name="ExpelledAtHeight">0 while in good standing.</param>
public sealed record DoctorRow(
    Bytes32 Key, string Department, uint Points, uint Start, uint Bound, int Refused, ulong ExpelledAtHeight, ulong EnrolledAtHeight, Bytes32 EnrolmentId)
{
    /// <summary>How many keys the doctor had before this one.</summary>
    public uint Epoch { get; init; }

    /// <summary>Block time at which this key took over; 0 for the first.</summary>
    public ulong KeySinceMillis { get; init; }

    /// <summary>0 while the doctor has not left.</summary>
    public ulong RetiredAtHeight { get; init; }

    public bool Expelled => ExpelledAtHeight != 0;

    public static DoctorRow Of(ChainHost host, DoctorPlace place, int refused)
    {
        var (entries, parameters) = (host.Chain.Entries, host.Genesis.Parameters);
        var credit = entries.Credit(place.Key);
        var key = entries.CurrentKeyOf(place.Key);
        var enrolment = entries.Enrolment(key);
        return new DoctorRow(
            key,
            enrolment?.Department ?? string.Empty,
            credit?.Points ?? parameters.CreditStart,
            parameters.CreditStart,
            parameters.CreditLowerBound,
            refused,
            credit?.ExpelledAtHeight ?? 0,
            place.Height,
            place.RecordId)
        {
            Epoch = enrolment?.Course.Epoch ?? 0,
            KeySinceMillis = enrolment?.Course.SinceMillis ?? 0,
            RetiredAtHeight = enrolment?.Course.EndedAtHeight ?? 0,
        };
    }
}

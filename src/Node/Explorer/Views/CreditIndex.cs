using HospitalChain.Crypto;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>
/// Which doctors a chain has and which records it refused: the state's keys are hashes, so the names come from the
/// blocks. Read forward as pages ask, a bounded stretch each time, and kept; places only, the rest is read from the disk.
/// </summary>
public sealed class CreditIndex(ChainHost host)
{
    /// <summary>Blocks read in one go: a page answers within about a second even on a long chain.</summary>
    public const int BlocksPerVisitMax = 2_000;

    private readonly Lock reading = new();
    private readonly List<DoctorPlace> doctors = [];
    private readonly List<RejectionPlace> rejections = [];
    private readonly Dictionary<Bytes32, int> refusedByAuthor = [];
    private readonly Dictionary<Bytes32, Bytes32> partyByKey = [];
    private ulong nextHeight = 1;

    /// <summary>Reads on, then answers with what is known so far.</summary>
    public CreditView Read(int skip, int count)
    {
        lock (reading)
        {
            var newest = host.Chain.Head.Height;
            Advance(newest);
            var rows = new List<RejectionRow>(count);
            for (var index = rejections.Count - 1 - skip; index >= 0 && rows.Count < count; index--)
            {
                rows.Add(RejectionRow.At(host, rejections[index]));
            }

            return new CreditView(
                [.. doctors.Select(doctor => DoctorRow.Of(host, doctor, refusedByAuthor.GetValueOrDefault(doctor.Key)))],
                rows,
                skip,
                rejections.Count,
                nextHeight - 1,
                newest);
        }
    }

    private void Advance(ulong newest)
    {
        if (nextHeight > newest)
        {
            return;
        }

        foreach (var block in host.ReadBlocksFrom(nextHeight).Take(BlocksPerVisitMax).TakeWhile(block => block.Header.Height <= newest))
        {
            for (var index = 0; index < block.Records.Count; index++)
            {
                Take(block.Records[index], block.Header.Height, index);
            }

            nextHeight = block.Header.Height + 1;
        }
    }

    private void Take(Record record, ulong height, int index)
    {
        switch (record.Body)
        {
            case EnrolDoctor body:
                doctors.Add(new DoctorPlace(body.Keys.Signing, height, record.Id));
                break;
            case RotateKey body:
                partyByKey[body.Keys.Signing] = PartyOf(body.Previous);
                break;
            case Rejection body:
                rejections.Add(new RejectionPlace(height, index));
                var party = PartyOf(body.Refused.Author);
                refusedByAuthor[party] = refusedByAuthor.GetValueOrDefault(party) + 1;
                break;
        }
    }

    private Bytes32 PartyOf(Bytes32 key) => partyByKey.GetValueOrDefault(key, key);
}

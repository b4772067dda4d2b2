using HospitalChain.Consensus;
using HospitalChain.Consensus.Effects;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Chains;

/// <summary>
/// Carries answers to where the records came from: a client's to the client, a peer's as promise or final refusal over
/// the network, a round's promises to one peer in one frame. The loop's thread only.
/// </summary>
internal sealed class ChainReplies(Bytes32 chainId, ChainPeers peers, PromiseBook promises, Action<Bytes32, Refusal?> answered)
{
    // Peers that passed a record on before it was promised. Full: the oldest is forgotten, and that peer asks again by itself.
    private const int PassersMax = 8_192;

    private readonly Dictionary<long, ChainWork.Submit> expected = [];
    private readonly Dictionary<Bytes32, HashSet<Bytes32>> passers = [];
    private readonly Queue<Bytes32> passed = new();
    private readonly Dictionary<Bytes32, List<Promise>> outgoing = [];

    public void Expect(long requestId, ChainWork.Submit request) => expected.Add(requestId, request);

    public void Answer(Answer effect)
    {
        if (!expected.Remove(effect.RequestId, out var request))
        {
            throw new InvalidOperationException($"nobody made request {effect.RequestId}");
        }

        if (request.From is not { } peer)
        {
            request.Answered.TrySetResult(effect.Content);
        }
        else
        {
            answered(peer, effect.Content.Refusal);
            AnswerPeer(peer, effect.Content);
        }
    }

    /// <summary>A promise came from the supernode: those who passed the record on hear it too.</summary>
    public void Pass(Promise promise)
    {
        if (passers.Remove(promise.RecordId, out var waiting))
        {
            foreach (var peer in waiting)
            {
                Promised(peer, promise);
            }
        }
    }

    public void RefuseExpected(Refusal refusal)
    {
        foreach (var peer in expected.Values.Select(request => request.From).OfType<Bytes32>())
        {
            answered(peer, null);
        }

        foreach (var request in expected.Values.Where(request => request.From is null))
        {
            request.Answered.TrySetResult(new SubmissionAnswer(request.Record.Record.Id, SubmissionStatus.Rejected, Refusal: refusal));
        }

        expected.Clear();
    }

    /// <summary>Sends what a round gathered.</summary>
    public void Flush()
    {
        foreach (var (peer, gathered) in outgoing)
        {
            foreach (var part in gathered.Chunk(PromisesFrame.PromisesMax))
            {
                peers.Send(peer, ChainFrames.PromiseReply, PromisesFrame.ToBytes(chainId, part));
            }
        }

        outgoing.Clear();
    }

    private void AnswerPeer(Bytes32 peer, SubmissionAnswer answer)
    {
        if (promises.Of(answer) is { } promise)
        {
            Promised(peer, promise);
        }
        else if (answer.Status == SubmissionStatus.Accepted)
        {
            Remember(answer.RecordId, peer);
        }
        else if (answer.Refusal is { } refusal)
        {
            peers.Send(peer, ChainFrames.RefusalReply, new RefusalFrame(chainId, answer.RecordId, refusal.Code, refusal.Detail).ToBytes());
        }

        // A decided record needs no reply: its block says it.
    }

    private void Promised(Bytes32 peer, Promise promise)
    {
        if (!outgoing.TryGetValue(peer, out var gathered))
        {
            outgoing.Add(peer, gathered = []);
        }

        gathered.Add(promise);
    }

    private void Remember(Bytes32 recordId, Bytes32 peer)
    {
        if (!passers.TryGetValue(recordId, out var waiting))
        {
            while (passed.Count >= PassersMax)
            {
                passers.Remove(passed.Dequeue());
            }

            passers.Add(recordId, waiting = []);
            passed.Enqueue(recordId);
        }

        waiting.Add(peer);
    }
}

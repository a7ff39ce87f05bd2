let page,url;
const read=()=>''+new URLSearchParams(new FormData(doc.forms[0])),
  open=answers=>sessionStorage.profiling=JSON.stringify({...page,answers}),
  enter=()=>history.replaceState({...page,answers:read()},'',url);
on('DOMContentLoaded',()=>{
  let form=doc.forms[0],
    data=new FormData(form),
    token=data.get('session_token'),
    step=+data.get('.step'),
    {search}=location,
    entry=search&&history.state,
    last;
  if(self!==top)return;
  try{
    last=JSON.parse(sessionStorage.profiling);
  }catch{}
  if(last?.token!==token)last=null;
  if(entry){
    if(entry.index&&entry.index<last?.index&&entry.step>=last.step)return history.back();
    let answers=new URLSearchParams(last?.answers||entry.answers),
      root=doc.documentElement,
      button=doc.querySelector('form button');
    sessionStorage.profiling=JSON.stringify({token,index:entry.index-1,answers:''+answers});
    answers.set('.step',entry.step);
    answers.set('.go','return');
    Element.prototype.replaceChildren.call(form,...[...answers].map(([name,value])=>Object.assign(doc.createElement('input'),{type:'hidden',name,value})),button);
    root.hidden=true;
    setTimeout(()=>root.hidden=false,5e3);
    return HTMLFormElement.prototype.submit.call(form);
  }
  url=search||'?'+new URLSearchParams({state:data.get('state'),session_token:token});
  page={token,step,index:!search&&last?last.index+1:0};
  enter();
  open(read());
});
on('input',()=>page&&open(read()));
on('submit',()=>{
  if(!page)return;
  enter();
  open(doc.querySelector('[data-last]')?undefined:read());
});
on('pageshow',e=>e.persisted&&location.reload());
